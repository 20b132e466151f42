import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/locale/index.ts', 'src/themeAugmentation.ts'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  unbundle: true,
  checks: { moduleLevelDirective: false },
})
