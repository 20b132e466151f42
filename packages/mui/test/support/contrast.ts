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

/** The contrast of an element's own ground with all that is behind that. */
export function contrastOfGround(element: Element): number {
  const behind = element.parentElement ? groundOf(element.parentElement) : 'rgb(255, 255, 255)'
  return getContrastRatio(over(getComputedStyle(element).backgroundColor, behind), behind)
}
