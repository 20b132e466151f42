/** Values that arrive some time, and are awaited one by one. */
export type Arrivals<TValue> = { push: (value: TValue) => void; next: () => Promise<TValue> }

export function createArrivals<TValue>(): Arrivals<TValue> {
  const values: TValue[] = []
  const waiting: ((value: TValue) => void)[] = []
  return {
    push: (value) => {
      const waiter = waiting.shift()
      if (waiter === undefined) values.push(value)
      else waiter(value)
    },
    next: () => {
      const [value] = values.splice(0, 1)
      return value === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(value)
    },
  }
}
