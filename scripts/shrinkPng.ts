import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const maxColours = 256

/**
 * Rewrites a browser's screenshot (8-bit RGB, not interlaced) with a palette of 256 colours, at a third of its size.
 * The most frequent colours stay exact, so flat areas do.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function shrinkPng(png: Buffer): Buffer {
  const chunks = readChunks(png)
  const header = chunks.find((chunk) => chunk.type === 'IHDR')?.data
  if (!header || header[8] !== 8 || header[9] !== 2 || header[12] !== 0) throw new Error('no 8-bit RGB PNG')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const packed = Buffer.concat(chunks.filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data))
  const pixels = unfilter(inflateSync(packed), width, height)

  const { palette, indexOf } = choosePalette(pixels)
  const rows = Buffer.alloc((width + 1) * height) // each row begins with its filter: 0, none
  for (let i = 0; i < pixels.length; i++) rows[i + Math.floor(i / width) + 1] = indexOf(pixels[i] ?? 0)

  const indexed = Buffer.from(header)
  indexed[9] = 3
  return Buffer.concat([
    signature,
    chunk('IHDR', indexed),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The 256 most frequent colours; any other becomes the nearest of them. */
function choosePalette(pixels: Uint32Array): { palette: number[]; indexOf: (colour: number) => number } {
  const counts = new Map<number, number>()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const frequentFirst = [...counts].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour)
  const palette = frequentFirst.slice(0, maxColours)
  const indexes = new Map(palette.map((colour, index) => [colour, index]))
  for (const colour of frequentFirst.slice(maxColours)) {
    const distances = palette.map((candidate) => distance(candidate, colour))
    indexes.set(colour, distances.indexOf(Math.min(...distances)))
  }
  return { palette, indexOf: (colour) => indexes.get(colour) ?? 0 }
}

const distance = (a: number, b: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0)

/** Undoes the filters of the rows, and packs each pixel into one number. */
function unfilter(raw: Buffer, width: number, height: number): Uint32Array {
  const stride = width * 3
  const bytes = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < 3 ? 0 : (bytes[at - 3] ?? 0)
      const up = y === 0 ? 0 : (bytes[at - stride] ?? 0)
      const upLeft = x < 3 || y === 0 ? 0 : (bytes[at - stride - 3] ?? 0)
      bytes[at] = (raw[at + y + 1] ?? 0) + predict(filter, left, up, upLeft)
    }
  }
  return Uint32Array.from({ length: width * height }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = bytes.subarray(i * 3, i * 3 + 3)
    return (red << 16) | (green << 8) | blue
  })
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const [byLeft, byUp, byBoth] = [Math.abs(up - upLeft), Math.abs(left - upLeft), Math.abs(left + up - 2 * upLeft)]
  if (byLeft <= byUp && byLeft <= byBoth) return left
  return byUp <= byBoth ? up : upLeft
}

function readChunks(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = []
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return chunks
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
