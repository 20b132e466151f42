'use client'

import Portal from '@mui/material/Portal'
import { useThemeProps, type SxProps, type Theme } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useEventCallback from '@mui/utils/useEventCallback'
import useForkRef from '@mui/utils/useForkRef'
import {
  type CSSProperties,
  type ElementType,
  type FocusEvent,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type KeyboardEvent,
  type RefAttributes,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { type Parts, partsOf } from '../internal/partsOf.ts'
import { slotPropsOf } from '../internal/slotPropsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { aiTaskToastsClass, type AITaskToastsClassKey } from './aiTaskToastsClasses.ts'
import { type AITaskToastsLocaleText, englishAITaskToastsText } from './aiTaskToastsLocaleText.ts'
import {
  TaskAction,
  TaskBar,
  TaskHideButton,
  ToastsCenter,
  ToastsList,
  ToastsOverflow,
  ToastsRoot,
} from './aiTaskToastsStyles.ts'
import { arrangeTasks, progressOf, type TaskRow } from './arrangeTasks.ts'
import { isHotkey } from './isHotkey.ts'
import { TaskCenter } from './TaskCenter.tsx'
import { TaskItem } from './TaskItem.tsx'
import type { ShownTask, TaskLook, TaskLookName } from './taskLook.ts'
import { useAutoHide } from './useAutoHide.ts'

/** What styles and `slotProps` functions of the parts of one task may depend on. */
export type TaskOwnerState = Readonly<
  Pick<TaskLook, 'look' | 'color' | 'shape'> & {
    /** Among the toasts, or in the centre. */
    place: 'stack' | 'center'
    /** It may move: of several that could, one does. */
    isAnimated: boolean
    hasProgress: boolean
  }
>

/** What styles and `slotProps` functions of all other parts may depend on. */
export type AITaskToastsOwnerState = Readonly<{
  /** The centre is open. */
  open: boolean
  position: AITaskToastsPosition
}>

/** Where on the page the toasts are; `start` and `end` turn with the direction of the text. */
export type AITaskToastsPosition = Readonly<{ vertical: 'top' | 'bottom'; horizontal: 'start' | 'center' | 'end' }>

/** The parts of the toasts that can be replaced; a replaced part keeps class and styles. */
export type AITaskToastsSlots = Record<AITaskToastsClassKey, ElementType>

type StackProps<TElement extends ElementType> = SlotProps<TElement, object, AITaskToastsOwnerState>
type TaskProps<TElement extends ElementType> = SlotProps<TElement, object, TaskOwnerState>

/** `slots` and `slotProps` of the toasts. */
export type AITaskToastsSlotsAndSlotProps = CreateSlotsAndSlotProps<
  AITaskToastsSlots,
  {
    root: StackProps<'section'>
    list: StackProps<'ol'>
    overflow: StackProps<typeof ToastsOverflow>
    center: StackProps<typeof ToastsCenter>
    centerHeader: StackProps<'div'>
    clearButton: StackProps<typeof ToastsOverflow>
    closeButton: StackProps<typeof TaskHideButton>
    emptyState: StackProps<'p'>
    item: TaskProps<'li'>
    icon: TaskProps<'span'>
    title: TaskProps<'h3'>
    message: TaskProps<'p'>
    meta: TaskProps<'span'>
    progress: TaskProps<'div'>
    bar: TaskProps<'div'>
    actions: TaskProps<'div'>
    action: TaskProps<typeof TaskAction>
    hideButton: TaskProps<typeof TaskHideButton>
  }
>

/** After how many milliseconds a task that is over leaves, by its look; `null`: never. */
export type AutoHide = Partial<Record<'completed' | 'partial' | 'cancelled' | 'failed' | 'lost', number | null>>

export type AITaskToastsViewProps = AITaskToastsSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLElement>, 'children' | 'onCancel'> & {
    /** The newest first. An object that is the same as before is taken to say the same. */
    tasks: readonly ShownTask[]
    /** The line is down: what runs on the server is shown as still running there. @defaultValue false */
    detached?: boolean | undefined
    /** Ids of tasks of which nothing was heard for long although the line is up. @defaultValue none */
    stalled?: ReadonlySet<string> | undefined
    /** Toasts at a time, beside those that failed; all others share one line. @defaultValue 3 */
    maxVisible?: number | undefined
    /** @defaultValue `{ vertical: 'bottom', horizontal: 'end' }` */
    position?: AITaskToastsPosition | undefined
    /** @defaultValue `{ completed: 3000, cancelled: 3000 }`; all others stay until they are hidden */
    autoHide?: AutoHide | undefined
    /**
     * Opens and closes the centre, from wherever the focus is. Written as in `aria-keyshortcuts`: `'Alt+T'`; `null`: none.
     *
     * @defaultValue 'F6'
     */
    hotkey?: string | null | undefined
    /** The centre with all tasks is open; with `onOpenChange`, where the app knows. @defaultValue its own state */
    open?: boolean | undefined
    onOpenChange?: ((open: boolean) => void) | undefined
    /** Each button is there only with its handler. To hide a toast is not to cancel: it stays in the centre. */
    onCancel?: ((taskId: string) => void) | undefined
    onRetry?: ((taskId: string) => void) | undefined
    onView?: ((taskId: string) => void) | undefined
    /** Takes a task that is over off the centre. */
    onDismiss?: ((taskId: string) => void) | undefined
    /** Renders where it stands instead of at the end of the page. @defaultValue false */
    disablePortal?: boolean | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<AITaskToastsLocaleText> | undefined
    classes?: Partial<Record<AITaskToastsClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

type Act = Record<'cancel' | 'retry' | 'view' | 'dismiss' | 'hide', (taskId: string) => void>

/** What all parts share. It is the same as long as nothing but tasks has changed, so that rows need not be rendered again. */
export type AITaskToastsKit = {
  text: AITaskToastsLocaleText
  act: Act
  can: Record<'cancel' | 'retry' | 'view' | 'dismiss', boolean>
  /** The props of parts: ours, with the user's over them. */
  partsFor: <TOwner extends TaskOwnerState | AITaskToastsOwnerState>(
    ownerState: TOwner,
  ) => Parts<AITaskToastsClassKey, TOwner>
}

const none: ReadonlySet<string> = new Set()
const noSlots: Partial<AITaskToastsSlots> = {}
const noSlotProps: NonNullable<AITaskToastsViewProps['slotProps']> = {}
const atBottomEnd: AITaskToastsPosition = { vertical: 'bottom', horizontal: 'end' }
const stays: AutoHide = { completed: 3_000, cancelled: 3_000 }

/**
 * Tasks that run somewhere else, as toasts at an edge of the page. Pure: everything it shows comes by props; only what is hidden, and whether the centre is open, is its own. It announces nothing; `AITaskToasts` does.
 *
 * To hide a toast does not end its task: it is still in the centre, and comes back if it fails. What is over leaves by
 * `autoHide`, but not while the pointer or the focus is among the toasts, or while nobody looks at the page; then it has
 * the time that remained. On screen progress never goes back within an attempt. What failed is never left out.
 *
 * @example
 * <AITaskToastsView tasks={[{ taskId: '1', title: 'Import', message: 'Row 3 of 9', status: 'running', progress: 33, attempt: 1 }]} />
 */
export const AITaskToastsView: ForwardRefExoticComponent<AITaskToastsViewProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, AITaskToastsViewProps>(function AITaskToastsView(inProps, ref) {
    const {
      tasks,
      detached = false,
      stalled = none,
      maxVisible = 3,
      position = atBottomEnd,
      autoHide = stays,
      hotkey = 'F6',
      open: givenOpen,
      onOpenChange,
      onCancel,
      onRetry,
      onView,
      onDismiss,
      disablePortal = false,
      localeText,
      classes: givenClasses,
      className,
      slots = noSlots,
      slotProps = noSlotProps,
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtAITaskToasts' })

    const text = useWidgetText('TtAITaskToasts', englishAITaskToastsText, localeText)
    const root = useRef<HTMLElement>(null)
    const rootRef = useForkRef(root, ref)
    const [ownOpen, setOwnOpen] = useState(false)
    const open = givenOpen ?? ownOpen
    const [hidden, setHidden] = useState(none)

    const {
      all,
      toasts,
      rest: others,
    } = useMemo(
      () => arrangeTasks(tasks, { detached, stalled, hidden, maxVisible }),
      [tasks, detached, stalled, hidden, maxVisible],
    )
    const setOpen = useEventCallback((next: boolean) => {
      setOwnOpen(next)
      onOpenChange?.(next)
    })
    const hide = useEventCallback((keys: readonly string[]) =>
      // Of what is hidden only what is still there is remembered.
      setHidden(
        (before) => new Set(all.map((row) => row.hideKey).filter((key) => before.has(key) || keys.includes(key))),
      ),
    )
    const act = useEventCallback((action: keyof Act, taskId: string) => {
      if (action === 'hide') hide(all.filter((row) => row.task.taskId === taskId).map((row) => row.hideKey))
      else ({ cancel: onCancel, retry: onRetry, view: onView, dismiss: onDismiss })[action]?.(taskId)
    })
    const canCancel = onCancel !== undefined
    const canRetry = onRetry !== undefined
    const canView = onView !== undefined
    const canDismiss = onDismiss !== undefined
    const kit = useMemo(
      (): AITaskToastsKit => ({
        text,
        act: {
          cancel: (taskId) => act('cancel', taskId),
          retry: (taskId) => act('retry', taskId),
          view: (taskId) => act('view', taskId),
          dismiss: (taskId) => act('dismiss', taskId),
          hide: (taskId) => act('hide', taskId),
        },
        can: { cancel: canCancel, retry: canRetry, view: canView, dismiss: canDismiss },
        partsFor: (ownerState) =>
          // Each slot has its own owner state, which its type above says; the values cannot.
          partsOf({
            slots,
            slotProps: slotProps as object,
            classOf: aiTaskToastsClass,
            classes: givenClasses,
            ownerState,
          }),
      }),
      [text, act, canCancel, canRetry, canView, canDismiss, givenClasses, slots, slotProps],
    )

    const toHide = useMemo(() => durationsOf([...toasts, ...others], autoHide), [toasts, others, autoHide])
    const countdowns = useAutoHide(root, toHide, hide)
    const handoff = useFocusHandoff(root, '[data-task]')

    useEffect(() => {
      if (hotkey === null) return undefined
      const onKeyDown = (event: globalThis.KeyboardEvent) => {
        if (!isHotkey(event, hotkey)) return
        event.preventDefault()
        setOpen(!open)
      }
      // Before anybody else: a dialog may keep its keys to itself.
      document.addEventListener('keydown', onKeyDown, { capture: true })
      return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
    }, [hotkey, open, setOpen])

    const owner: AITaskToastsOwnerState = { open, position }
    const animated = (open ? all : toasts).find(({ look }) => look.shape === 'arc')?.task.taskId
    const part = kit.partsFor(owner)
    const own = {
      'aria-label': text.tasks,
      'aria-keyshortcuts': hotkey ?? undefined,
      onPointerEnter: ({ pointerType }: { pointerType: string }) => {
        // A finger does not hover: it would never be said to have left.
        if (pointerType !== 'touch') countdowns.pause('hover')
      },
      onPointerLeave: () => countdowns.resume('hover'),
      onFocusCapture: (event: FocusEvent<HTMLElement>) => {
        countdowns.pause('focus')
        handoff.onFocusCapture(event)
      },
      onBlurCapture: () => {
        countdowns.resume('focus')
        handoff.onBlurCapture()
      },
      onKeyDownCapture: (event: KeyboardEvent<HTMLElement>) => {
        if (event.key === 'Escape' && !event.defaultPrevented) handoff.goBack()
      },
    }
    const rootProps = part('root', slotPropsOf(rest, { ...own, ref: rootRef }, owner))

    return (
      <>
        {toasts.length + others.length > 0 && (
          <Portal disablePortal={disablePortal}>
            <ToastsRoot {...rootProps} className={[rootProps.className, className].filter(Boolean).join(' ')}>
              <ToastsList {...part('list', {})}>
                {toasts.map(({ task, look }) => (
                  <TaskItem
                    key={task.taskId}
                    task={task}
                    look={look}
                    place="stack"
                    isAnimated={!open && task.taskId === animated}
                    kit={kit}
                  />
                ))}
              </ToastsList>
              {others.length > 0 && <Overflow rows={others} owner={owner} kit={kit} onClick={() => setOpen(true)} />}
            </ToastsRoot>
          </Portal>
        )}
        <TaskCenter
          rows={all}
          animated={open ? animated : undefined}
          owner={owner}
          onClose={() => setOpen(false)}
          kit={kit}
        />
      </>
    )
  })

type OverflowProps = {
  rows: readonly TaskRow[]
  owner: AITaskToastsOwnerState
  kit: AITaskToastsKit
  onClick: () => void
}

/** One line for all that have no toast of their own, with their progress together. */
function Overflow({ rows, owner, kit: { partsFor, text }, onClick }: OverflowProps) {
  const part = partsFor(owner)
  const progress = progressOf(rows)
  const running = rows.filter(({ look }) => !look.isOver).length
  const bar: TaskOwnerState = {
    look: 'running',
    color: 'primary',
    shape: 'arc',
    place: 'stack',
    isAnimated: false,
    hasProgress: true,
  }
  return (
    <ToastsOverflow {...part('overflow', { 'aria-haspopup': 'dialog' as const, disableFocusRipple: true, onClick })}>
      {text.more(rows.length, running)}
      {running > 0 && progress !== null && (
        // React's types know no custom properties.
        <TaskBar {...partsFor(bar)('bar', { style: { '--p': progress / 100, ...alongTheEdge } as CSSProperties })} />
      )}
    </ToastsOverflow>
  )
}

const alongTheEdge = { position: 'absolute', insetInline: 0, insetBlockEnd: 0, height: 4 } as const

function durationsOf(rows: readonly TaskRow[], autoHide: AutoHide): ReadonlyMap<string, number> {
  const durations = new Map<string, number>()
  for (const { look, hideKey } of rows) {
    const ms = isEnd(look.look) ? autoHide[look.look] : null
    if (typeof ms === 'number') durations.set(hideKey, ms)
  }
  return durations
}

const isEnd = (look: TaskLookName): look is keyof AutoHide =>
  look === 'completed' || look === 'partial' || look === 'cancelled' || look === 'failed' || look === 'lost'
