// Bundlers know this name and put its value in its place.
declare const process: { env: { NODE_ENV?: string } }

/** What happened, and what a developer had better know of it. The second half is left out of production builds. */
const advice = {
  'the line did not open within 10 s': 'It is tried again; check the url, and any proxy between.',
  'the server cannot be reached': 'It is tried again; check that it runs at this url.',
  'the line to the server was lost': 'It is opened again by itself.',
  'the line does not answer': 'It was closed, and is opened again by itself.',
  'the token expired, so the line was closed': 'A new one is asked for.',
  'the token expired, so the server closed the line': 'A new one is asked for.',
  'the token is of somebody else, or there is none': 'This line was closed, and another one is opened.',
  'the server is being replaced': 'The line opens again by itself.',
  'the token expired, and there is no getToken to ask for another': 'Give another token, or getToken.',
  'getToken failed': 'The line stays closed meanwhile. It is asked again by and by; see the cause.',
  'getToken gave no token within 10 s': 'The line stays closed meanwhile. It is asked again; check what it calls.',
  'the token is not wanted any more': 'The client disconnected while getToken was under way.',
  'not sent: the payload does not fit the contract': 'See issues for the places.',
  'not sent: the payload is no JSON': 'Take out cycles and BigInts.',
  'not sent: the payload is larger than the server takes': 'Upload it by HTTP and send a link.',
  'not sent: socket.io refuses it': 'It keeps some names to itself, as "connect" and "disconnect"; see the cause.',
  'not sent: the line is down': 'Try again once connected.',
  'lost: the line closed before the answer came': 'The server may have acted or not. Ask again once connected.',
  'no answer in time': 'The server may still have acted; a plain server may never answer.',
  'given up by its signal': 'What was sent stays sent.',
  'not queued: the outbox is full': 'It holds 1000 messages or 1 MB. Send less often, or give a coalesceKey.',
  'replaced by a newer one of its coalesceKey': 'Look at what becomes of that one.',
  'given up: its time to live is over': 'If it was sent before, the server may have applied it.',
  'given up: the line closed three times while it alone was under way': 'See what the server does with it.',
  'given up: somebody else has signed in':
    'It was theirs who were here before; if it was sent, the server may have applied it.',
  'given up: the client was destroyed': 'If it was sent before, the server may have applied it.',
  'nothing came over the usage stream for 45 s': 'It is opened again by itself; let the server send a heartbeat.',
  'the usage endpoint sent no event stream': 'It must answer with text/event-stream; check endpoint.',
  'the usage endpoint answered otherwise than agreed': 'Check endpoint, and that the server knows this protocol.',
  'the token cannot be sent': 'It has characters that no header carries; check getToken.',
  'the server did not accept the token': 'Another one is asked for, where there is a getToken.',
  'the server refuses this person': 'Sign in as somebody who may, then connect or retry.',
  'there is nothing at the usage endpoint': 'Check endpoint.',
  'the server takes no more requests for now': 'Try again a little later; the stream does so by itself.',
  'the server is too busy': 'Try again a little later; the stream does so by itself.',
  'the server failed': 'See its log. The stream tries again by itself.',
  'the project is not for this person': 'Sign in as somebody who may see it.',
  'the analysis was lost with its server': 'Run it again.',
  'the usage server began anew': 'The stream is opened again by itself.',
  'not done: the usage server was not reached in time': 'What ran before still runs. Try again once connected.',
  'not done: the usage server wants another sign-in': 'Sign in again, then repeat it.',
  'not done: the usage server refuses it': 'Check endpoint, and what this person may do there.',
  'no topic that a client joins': 'Write a kind and an id, as "project:42"; kinds are team, project and run.',
  'not for this person': 'Let authorize allow it, or sign in as somebody who may.',
} as const

/** A sentence for an error: of whom, what happened, and in development also what to do. */
export function explain(what: keyof typeof advice, subject?: string): string {
  const said = subject === undefined ? what : `"${subject}": ${what}`
  return process.env.NODE_ENV === 'production' ? said : `${said}. ${advice[what]}`
}
