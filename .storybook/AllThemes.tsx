// Storybook brings its manager's own React, but no `react/jsx-runtime` that would fit it.
/** @jsxRuntime classic */
import React, { type ReactNode, useState } from 'react'
import { STORY_FINISHED } from 'storybook/internal/core-events'
import { useChannel, useGlobals, useStorybookApi, useStorybookState } from 'storybook/manager-api'
import { styled } from 'storybook/theming'
import { looks } from './looks.ts'

// Without "all", these are as if they were not there: the frame of the story must never be mounted anew.
const Panes = styled.div({
  display: 'contents',
  '&[data-all]': {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(24rem, 100%), 1fr))',
    gridAutoRows: 'minmax(15rem, 1fr)',
    gap: 8,
    boxSizing: 'border-box',
    width: '100%',
    height: '100%',
    padding: 8,
    overflow: 'auto',
  },
})

const Pane = styled.section(({ theme }) => ({
  display: 'contents',
  '[data-all] > &': {
    display: 'flex',
    flexDirection: 'column',
    minWidth: 0,
    overflow: 'hidden',
    border: `1px solid ${theme.appBorderColor}`,
    background: theme.barBg,
    borderRadius: theme.appBorderRadius,
  },
}))

const Room = styled.div({
  display: 'contents',
  '[data-all] &': { position: 'relative', display: 'grid', gridTemplate: '100% / 100%', flex: 1, minHeight: 0 },
})

const Words = styled.p(({ theme }) => ({
  margin: 0,
  padding: '4px 12px',
  color: theme.color.defaultText,
  fontSize: theme.typography.size.s1,
}))

const Frame = styled.iframe(({ theme }) => ({
  display: 'block',
  width: '100%',
  height: '100%',
  border: 0,
  background: theme.background.preview,
}))

const { light: first, ...others } = looks

type Finished = { storyId: string }

/**
 * The story around which Storybook puts this; and with the theme "all", the same story in a frame of its own for each of
 * the other looks. Panels and Wire belong to the first, and only its `play` is run: a window has one focus, and toasts
 * wait while it is elsewhere. The others come when it has been run, since all frames share one thread; they follow the
 * address.
 */
export function AllThemes({ children }: { children?: ReactNode }): ReactNode {
  const [{ theme }] = useGlobals()
  const { storyId, viewMode } = useStorybookState()
  const api = useStorybookApi()
  const [finished, setFinished] = useState<string | null>(null)
  useChannel({ [STORY_FINISHED]: (story: Finished) => setFinished(story.storyId) })
  const isAll = theme === 'all' && storyId !== undefined
  const isFinished = viewMode === 'docs' || finished === storyId
  const hrefOf = (name: string): string =>
    api.getStoryHrefs(storyId, { viewMode, embed: true, queryParams: { globals: `theme:${name}` } }).previewHref

  return (
    <Panes data-all={isAll || undefined}>
      <Pane key="light" aria-label={isAll ? first.title : undefined}>
        {isAll && (
          <Words>
            <strong>{first.title}</strong> · the one that the panels show
          </Words>
        )}
        <Room>{children}</Room>
      </Pane>
      {isAll &&
        Object.entries(others).map(([name, { title }]) => (
          <Pane key={name} aria-label={title}>
            <Words>
              <strong>{title}</strong>
            </Words>
            {isFinished ? (
              // The mark is Storybook's own: its manager does not listen to such a frame. A frame for each address, since one
              // that changed its own would be one more page to go back from.
              <Frame key={hrefOf(name)} src={hrefOf(name)} title={title} data-is-storybook-thumbnail />
            ) : (
              <Words>Comes when the first has played.</Words>
            )}
          </Pane>
        ))}
    </Panes>
  )
}
