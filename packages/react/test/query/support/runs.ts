/** How many runs a property gets: more in a soak, which sets `TELLTALE_RUNS`. */
export const runs = (usual: number): number => Number(process.env['TELLTALE_RUNS'] ?? usual)
