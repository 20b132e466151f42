import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const target = process.env['DEMO_SERVER'] ?? 'http://127.0.0.1:4000'
// The page and its server share an origin, as they would behind any reverse proxy.
const proxy = { '/socket.io': { target, ws: true }, '/api': { target }, '/dev/token': { target } }

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, proxy },
  preview: { proxy },
  // One chunk is fine for a demo.
  build: { chunkSizeWarningLimit: 2000 },
})
