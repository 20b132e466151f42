/** Only compared with `instanceof`; the fake world brings an in-process server of its own. */
export class Server {}
