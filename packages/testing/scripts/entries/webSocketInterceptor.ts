export { type WebSocketClientConnection, WebSocketInterceptor } from '@mswjs/interceptors/WebSocket'
