import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { createRealtimeClient } from '@telltale/react'
import { createEntitySync } from '@telltale/react/query'
import type { Module, ModuleRecord } from '../../apps/demo/src/modules.ts'
import { entities } from '../../apps/demo/src/records/entities.ts'

/** Somebody of the demo's team without a browser: the real client, a query cache, and what keeps it in step. */
export type TeamMember = {
  /** The records of the list as they are shown now. */
  records: () => readonly ModuleRecord[]
  create: (id: string, title: string) => Promise<unknown>
  changeStatus: (id: string, status: string) => Promise<unknown>
  remove: (id: string) => Promise<unknown>
  close: () => void
}

/** Resolves when the list is fetched and the line is up. */
export async function joinTeam(url: string, name: string, module: Module): Promise<TeamMember> {
  const { plural } = module
  const entity = entities[module.name]
  const token = await tokenOf(url, name)

  async function send(method: string, path: string, mutationId = '', body?: object): Promise<unknown> {
    const response = await fetch(`${url}api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'x-mutation-id': mutationId },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`the server answered with HTTP ${response.status}`)
    return response.status === 204 ? undefined : response.json()
  }

  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity } } })
  const sync = createEntitySync(queryClient, [entity])
  const client = createRealtimeClient({ url, getToken: () => token })
  sync.attach(client)
  const list = new QueryObserver(queryClient, {
    queryKey: [plural],
    queryFn: () => send('GET', plural) as Promise<{ data: ModuleRecord[] }>, // as the demo's server says
  })
  list.subscribe(() => {})
  const release = client.acquire()

  const create = sync.optimistic(entity, {
    kind: 'create',
    record: (draft: Pick<ModuleRecord, 'id' | 'title'>): ModuleRecord => ({
      ...draft,
      status: module.statuses[0],
      archived: false,
      notes: [],
      createdAt: new Date().toISOString(),
      version: 0,
    }),
    mutationFn: (draft, { mutationId }) => send('POST', plural, mutationId, draft),
  })
  const update = sync.optimistic(entity, {
    kind: 'update',
    id: (change: Pick<ModuleRecord, 'id' | 'status'>) => change.id,
    patch: ({ status }) => ({ status }),
    mutationFn: ({ id, status }, { mutationId }) => send('PATCH', `${plural}/${id}`, mutationId, { status }),
  })
  const remove = sync.optimistic(entity, {
    kind: 'delete',
    id: (id: string) => id,
    mutationFn: (id, { mutationId }) => send('DELETE', `${plural}/${id}`, mutationId),
  })

  await list.refetch()
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (client.status.getSnapshot().synced) resolve()
    }
    client.status.subscribe(look)
    look()
  })
  return {
    records: () => list.getCurrentResult().data?.data ?? [],
    create: (id, title) => new MutationObserver(queryClient, create).mutate({ id, title }),
    changeStatus: (id, status) => new MutationObserver(queryClient, update).mutate({ id, status }),
    remove: (id) => new MutationObserver(queryClient, remove).mutate(id),
    close: () => {
      list.destroy()
      sync.destroy()
      release()
      client.destroy()
      queryClient.clear()
    },
  }
}

/** The demo's server believes everybody. */
export async function tokenOf(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}dev/token?name=${encodeURIComponent(name)}`)
  return ((await response.json()) as { token: string }).token // as the demo's server says
}
