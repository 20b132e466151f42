import { payloadBytes, retryRules, TelltaleError, toWireError } from '@telltale/protocol'

/** Outcomes that are remembered of one user, and their bytes of JSON; the newest is kept whatever its size. */
const perUser = { count: 1000, bytes: 1_000_000 }

type Outcome = {
  readonly result: () => Promise<unknown>
  readonly bytes: number
  /** Epoch ms. */
  readonly forgetAt: number
}
type UserMemory = {
  readonly running: Map<string, Promise<unknown>>
  /** Oldest first. */
  readonly settled: Map<string, Outcome>
  bytes: number
}

/** Remembers what came of each command, so that a repeat gets the same answer and is not applied again. */
export type CommandMemory = {
  /** Runs a command, or gives what came of it, or is still to come, when that user sent it before under the same id. */
  once: (userId: string, commandId: string, run: () => Promise<unknown>) => Promise<unknown>
  /** Lets go of what is older than the window. */
  sweep: () => void
}

/**
 * Command ids in memory, each user's on their own.
 *
 * - I1 A command that was applied is not run again within the window, unless newer ones of that user have crowded it out.
 * - I2 A failure that is worth another try (by the rule of its code) is forgotten at once, for it was not applied.
 */
export function createCommandMemory(windowMs: number): CommandMemory {
  const users = new Map<string, UserMemory>()

  const forget = (user: UserMemory, commandId: string): void => {
    user.bytes -= user.settled.get(commandId)?.bytes ?? 0
    user.settled.delete(commandId)
  }

  const trim = (userId: string, user: UserMemory): void => {
    for (const [commandId, { forgetAt }] of user.settled) {
      const isCrowded = user.settled.size > 1 && (user.settled.size > perUser.count || user.bytes > perUser.bytes)
      if (!isCrowded && forgetAt > Date.now()) break
      forget(user, commandId)
    }
    if (user.settled.size + user.running.size === 0) users.delete(userId)
  }

  const remember = (user: UserMemory, commandId: string, value: unknown, result: Outcome['result']): void => {
    const bytes = payloadBytes([commandId, value])
    // What cannot be written reaches nobody, so there is no answer to repeat.
    if (bytes === Number.POSITIVE_INFINITY) return
    user.settled.set(commandId, { result, bytes, forgetAt: Date.now() + windowMs })
    user.bytes += bytes
  }

  const settle = async (user: UserMemory, commandId: string, running: Promise<unknown>): Promise<unknown> => {
    try {
      const value = await running
      remember(user, commandId, value, () => Promise.resolve(value))
      return value
    } catch (error) {
      if (TelltaleError.is(error) && retryRules[error.code] === 'never') {
        remember(user, commandId, toWireError(error), () => Promise.reject(error))
      }
      throw error
    } finally {
      user.running.delete(commandId)
    }
  }

  return {
    once: (userId, commandId, run) => {
      const user = users.get(userId) ?? { running: new Map(), settled: new Map(), bytes: 0 }
      trim(userId, user)
      users.set(userId, user)
      const known: Promise<unknown> | undefined = user.settled.get(commandId)?.result() ?? user.running.get(commandId)
      if (known !== undefined) return known
      const result = settle(user, commandId, run())
      user.running.set(commandId, result)
      return result
    },
    sweep: () => {
      for (const [userId, user] of users) trim(userId, user)
    },
  }
}
