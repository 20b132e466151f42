// The suites in a page whose requests MSW's service worker intercepts, as users' stories do it.
import { http } from 'msw/http'
import { setupWorker } from 'msw/browser'
import { origin, serverOf } from './conformanceWorld.ts'

const worker = setupWorker(
  http.all(`${origin}/*`, ({ request }) =>
    serverOf(request.url)
      .fetch(request)
      .catch(() => Response.error()),
  ),
)
await worker.start({ quiet: true })
