import fc from 'fast-check'

// One commit is judged by the same examples everywhere; `pnpm test:soak` brings new ones.
fc.configureGlobal({ seed: Number(import.meta.env['TELLTALE_SEED']) })
