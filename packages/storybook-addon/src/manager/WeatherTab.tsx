/** @jsxRuntime classic */
import React, { type ReactNode, useState } from 'react'
import {
  isSameWeather,
  presetOf,
  type WeatherPreset,
  weatherPresetNames,
  weatherPresets,
  type WeatherSettings,
} from '../shared/weather.ts'
import type { TabProps } from './WirePanel.tsx'

const presetWords: Record<WeatherPreset, string> = {
  clear: 'Clear',
  good: 'Good',
  '3g': '3G',
  train: 'Train',
  hotel: 'Hotel',
}

type Dial = { name: string; field: keyof WeatherSettings; most: number; step: number; unit: 'ms' | '%' }

const dials: readonly Dial[] = [
  { name: 'Latency', field: 'latencyMs', most: 2000, step: 10, unit: 'ms' },
  { name: 'Jitter', field: 'jitterMs', most: 2000, step: 10, unit: 'ms' },
  { name: 'Lost', field: 'lose', most: 100, step: 1, unit: '%' },
  { name: 'Duplicated', field: 'duplicate', most: 100, step: 1, unit: '%' },
  { name: 'Reordered', field: 'reorder', most: 100, step: 1, unit: '%' },
]

/** How slow the line is, and what a broker does to events. */
export function WeatherTab({ state: { link }, send, globals, setGlobals }: TabProps): ReactNode {
  // The story takes a while to hear of it, in which the next key is pressed.
  const [wished, setWished] = useState<WeatherSettings | null>(null)
  const told = link?.weather ?? weatherPresets.clear
  if (wished !== null && isSameWeather(wished, told)) setWished(null)
  const weather = wished ?? told
  const preset = presetOf(weather)
  const set = (next: WeatherSettings) => {
    setWished(next)
    send({ do: 'weather', weather: next })
    setGlobals({ ...globals, weather: next })
  }
  return (
    <>
      <fieldset>
        <legend>Weather</legend>
        <div className="wire-row">
          {weatherPresetNames.map((name) => (
            <button key={name} type="button" aria-pressed={name === preset} onClick={() => set(weatherPresets[name])}>
              {presetWords[name]}
            </button>
          ))}
        </div>
      </fieldset>
      <div className="wire-grid">
        {dials.map(({ name, field, most, step, unit }) => {
          const scale = unit === '%' ? 100 : 1
          const value = Math.round(weather[field] * scale)
          const turn = (input: string) => {
            const turned = Math.min(Math.max(Math.round(Number(input)), 0), most)
            if (Number.isFinite(turned)) set({ ...weather, [field]: turned / scale })
          }
          const range = { min: 0, max: most, step, value }
          return (
            <div key={field} className="wire-dial">
              <span aria-hidden="true">
                {name} <span className="wire-muted">{unit}</span>
              </span>
              <input type="range" aria-label={name} {...range} onChange={({ target }) => turn(target.value)} />
              <input
                type="number"
                aria-label={`${name} in ${unit}`}
                {...range}
                onChange={({ target }) => turn(target.value)}
              />
            </div>
          )
        })}
      </div>
      <p className="wire-muted" style={{ marginTop: 12 }}>
        Latency and jitter are one way, in order. Lost, duplicated and reordered is what goes to topics, as behind a
        broker; the client asks for what it missed.
      </p>
    </>
  )
}
