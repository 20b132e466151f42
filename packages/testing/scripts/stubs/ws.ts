/** The default of the option `wsEngine`, for which the fake world brings its own. */
export class Server {}
