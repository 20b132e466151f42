export { announce, type AnnounceOptions, holdAnnouncer, type Politeness } from './announce.ts'
