import { decomposeColor, getContrastRatio } from '@mui/material/styles'

type Rgba = readonly [number, number, number, number]

function parse(color: string): Rgba {
  const [red = 0, green = 0, blue = 0, alpha = 1] = decomposeColor(color).values
  return [red, green, blue, Number(alpha)]
}

function over(color: string, background: string): string {
  const [from, to] = [parse(color), parse(background)]
  const [red, green, blue] = [0, 1, 2].map((i) => (from[i] ?? 0) * from[3] + (to[i] ?? 0) * (1 - from[3]))
  return `rgb(${red}, ${green}, ${blue})`
}

/** The contrast of an element's colour with the paper and tint of the chip that it is in. */
export function contrastIn(chip: Element, element: Element): number {
  const { backgroundColor, backgroundImage } = getComputedStyle(chip)
  const veil = /rgba?\([^)]*\)/.exec(backgroundImage)?.[0]
  const background = veil === undefined ? backgroundColor : over(veil, backgroundColor)
  return getContrastRatio(over(getComputedStyle(element).color, background), background)
}

/** What is behind an element: the grounds of all that it lies in, one over the other. */
function groundOf(element: Element): string {
  const grounds: string[] = []
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(one)
    const veil = /rgba?\([^)]*\)/.exec(backgroundImage)?.[0]
    grounds.unshift(backgroundColor, ...(veil === undefined ? [] : [veil]))
  }
  return grounds.reduce((below, ground) => over(ground, below), 'rgb(255, 255, 255)')
}

/** The contrast of an element's colour with all that is behind it. */
export function contrastOf(element: Element): number {
  const ground = groundOf(element)
  return getContrastRatio(over(getComputedStyle(element).color, ground), ground)
}

/** The bars of a widget, which show by their length. */
export const barsIn = (root: Element): Element[] => [
  ...root.querySelectorAll('[class*="-bar "], [class$="-bar"], [class*="Bar "]'),
]

/** The colour of a bar: its ground, or that of its dashes where it has none. */
export function colorOfBar(bar: Element): string {
  const { backgroundColor, color } = getComputedStyle(bar)
  return parse(backgroundColor)[3] === 0 ? color : backgroundColor
}

/** The contrast of a bar with all that is behind it. */
export function contrastOfBar(bar: Element): number {
  const behind = bar.parentElement ? groundOf(bar.parentElement) : 'rgb(255, 255, 255)'
  return getContrastRatio(over(colorOfBar(bar), behind), behind)
}
