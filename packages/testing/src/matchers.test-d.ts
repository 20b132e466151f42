import { expect, expectTypeOf, test } from 'vitest'
import { createMockServer, hearSpeech } from './index.ts'
import { matchers } from './matchers.ts'

test('expect(server) knows the matchers, and what they take', () => {
  expect.extend(matchers)
  // oxlint-disable-next-line vitest/valid-expect -- its methods are what is looked at
  const claim = expect(createMockServer())
  expectTypeOf(claim.toHaveEmitted).parameters.toEqualTypeOf<[event: string, payload?: unknown]>()
  expectTypeOf(claim.toHaveNoLeftovers).returns.toEqualTypeOf<void>()
  expectTypeOf(claim.not.toHaveConnections).parameters.toEqualTypeOf<[count: number]>()
  claim.toHaveInTopic('project:1', 'ada')
  // @ts-expect-error a topic has a kind
  claim.toHaveInTopic('project', 'ada')
  // oxlint-disable-next-line vitest/valid-expect -- its methods are what is looked at
  const heard = expect(hearSpeech())
  expectTypeOf(heard.toHaveAnnounced).parameters.toEqualTypeOf<
    [words?: string | RegExp | undefined, politeness?: 'polite' | 'assertive' | undefined]
  >()
})
