export { EventEmitter } from 'events'
export { Server } from 'socket.io'
