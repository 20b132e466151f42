/** A picture of which each pixel is the mean of a square of the screen. */
export type Thumbnail = Readonly<{ width: number; height: number; data: Uint8ClampedArray }>

/** px of the screen, along one side, that become one. */
const square = 8

/** A recorded mean is one of 32 levels, which makes a picture small. */
const step = 8
/** What rounding to a level may hide, and a little for how one machine draws and another. */
const tolerance = step / 2 + 4

/** Reads a PNG, as a screenshot is one, and makes it smaller; a square at the edge may be cut off. */
export async function toThumbnail(png: Blob): Promise<Thumbnail> {
  const screen = await pixelsOf(png)
  const width = Math.ceil(screen.width / square)
  const height = Math.ceil(screen.height / square)
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(meanOf(screen, x * square, y * square), (y * width + x) * 4)
  }
  return { width, height, data }
}

function meanOf({ width, height, data }: Thumbnail, left: number, top: number): [number, number, number, number] {
  const right = Math.min(left + square, width)
  const bottom = Math.min(top + square, height)
  const sum: [number, number, number] = [0, 0, 0]
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * width + x) * 4
      for (const channel of [0, 1, 2] as const) sum[channel] += data[at + channel] ?? 0
    }
  }
  const count = (right - left) * (bottom - top)
  return [sum[0] / count, sum[1] / count, sum[2] / count, 255]
}

/** As a PNG to be kept. */
export async function toPng({ width, height, data }: Thumbnail): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const levels = data.map((value, at) => (at % 4 === 3 ? value : Math.min(255, Math.round(value / step) * step)))
  contextOf(canvas).putImageData(new ImageData(levels, width, height), 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}

/** Reads a kept one. */
export const fromPng = pixelsOf

async function pixelsOf(png: Blob): Promise<Thumbnail> {
  const bitmap = await createImageBitmap(png)
  const context = contextOf(new OffscreenCanvas(bitmap.width, bitmap.height))
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, bitmap.width, bitmap.height)
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('this browser gives no canvas to draw on')
  return context
}

/** Where two pictures differ by more than a machine does from itself: the middles of those squares, in px of the screen. */
export function differences(one: Thumbnail, other: Thumbnail): { x: number; y: number }[] {
  const found: { x: number; y: number }[] = []
  for (let y = 0; y < Math.max(one.height, other.height); y += 1) {
    for (let x = 0; x < Math.max(one.width, other.width); x += 1) {
      const isSame = [0, 1, 2].every((channel) => {
        const first = at(one, x, y, channel)
        const second = at(other, x, y, channel)
        return first !== undefined && second !== undefined && Math.abs(first - second) <= tolerance
      })
      if (!isSame) found.push({ x: (x + 0.5) * square, y: (y + 0.5) * square })
    }
  }
  return found
}

const at = ({ width, height, data }: Thumbnail, x: number, y: number, channel: number): number | undefined =>
  x < width && y < height ? data[(y * width + x) * 4 + channel] : undefined
