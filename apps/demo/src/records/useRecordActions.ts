import { useMutation } from '@tanstack/react-query'
import { useAITasks } from '@telltale/react'
import type { Changes, Module, ModuleRecord } from '../modules.ts'
import { entities } from './entities.ts'
import { send } from './send.ts'
import { sync } from './sync.ts'

type Draft = Pick<ModuleRecord, 'id' | 'title'>
type Update = { id: string; changes: Changes }
type Note = { id: string; noteId: string; text: string }

/** What a toast says of a change: while it is under way, and how it ended. */
type Words = { title: string; succeeded: string; failed: string }

/** What can be done with the records of a module. Each is shown at once, taken back alone where it fails, and told. */
export function useRecordActions(module: Module) {
  const { name, plural, statuses } = module
  const entity = entities[name]
  const track = useAITasks({ select: (tasks) => tasks.track })

  const create = useMutation(
    sync.optimistic(entity, {
      kind: 'create',
      // Its id is made here, so that its own event cannot add it twice.
      record: (draft: Draft) => ({
        ...draft,
        status: statuses[0],
        archived: false,
        notes: [],
        createdAt: new Date().toISOString(),
        version: 0,
      }),
      mutationFn: (body, { mutationId }) => send<ModuleRecord>('POST', plural, { body, mutationId }),
    }),
  )
  const update = useMutation(
    sync.optimistic(entity, {
      kind: 'update',
      id: ({ id }: Update) => id,
      patch: ({ changes }) => changes,
      mutationFn: ({ id, changes }, { mutationId }) =>
        send<ModuleRecord>('PATCH', `${plural}/${id}`, { body: changes, mutationId }),
    }),
  )
  const addNote = useMutation(
    sync.optimistic(entity, {
      kind: 'update',
      id: ({ id }: Note) => id,
      patch: ({ noteId, text }, { notes }) => ({ notes: [...notes, { id: noteId, text, author: 'you' }] }),
      mutationFn: ({ id, noteId, text }, { mutationId }) =>
        send<ModuleRecord>('POST', `${plural}/${id}/notes`, { body: { id: noteId, text }, mutationId }),
    }),
  )
  const remove = useMutation(
    sync.optimistic(entity, {
      kind: 'delete',
      id: (id: string) => id,
      mutationFn: (id, { mutationId }) => send<void>('DELETE', `${plural}/${id}`, { mutationId }),
    }),
  )

  const change = ({ id }: ModuleRecord, changes: Changes, words: Words) =>
    track(update.mutateAsync({ id, changes }), words)

  return {
    create: (title: string) =>
      track(create.mutateAsync({ id: crypto.randomUUID(), title }), {
        title: `Adding “${title}”`,
        succeeded: 'Added',
        failed: 'It could not be added, and is gone from the list.',
      }),
    rename: (record: ModuleRecord, title: string) =>
      change(
        record,
        { title },
        {
          title: `Renaming “${record.title}”`,
          succeeded: `Now “${title}”`,
          failed: 'It could not be renamed, and has its old name.',
        },
      ),
    changeStatus: (record: ModuleRecord, status: string) =>
      change(
        record,
        { status },
        {
          title: `“${record.title}” becomes ${status}`,
          succeeded: `Now ${status}`,
          failed: `It could not become ${status}, and is ${record.status} again.`,
        },
      ),
    archive: (record: ModuleRecord) =>
      change(
        record,
        { archived: true },
        {
          title: `Archiving “${record.title}”`,
          succeeded: 'Archived',
          failed: 'It could not be archived, and is back in the list.',
        },
      ),
    restore: (record: ModuleRecord) =>
      change(
        record,
        { archived: false },
        {
          title: `Restoring “${record.title}”`,
          succeeded: 'Back in the list',
          failed: 'It could not be restored, and is still in the archive.',
        },
      ),
    addNote: ({ id, title }: ModuleRecord, text: string) =>
      track(addNote.mutateAsync({ id, noteId: crypto.randomUUID(), text }), {
        title: `Adding a note to “${title}”`,
        succeeded: 'Note added',
        failed: 'The note could not be added.',
      }),
    remove: ({ id, title }: ModuleRecord) =>
      track(remove.mutateAsync(id), {
        title: `Deleting “${title}”`,
        succeeded: 'Deleted',
        failed: 'It could not be deleted, and is back in the list.',
      }),
  }
}
