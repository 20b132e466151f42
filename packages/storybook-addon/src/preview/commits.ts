/** As much of React's own hook for its developer tools as is used here. */
type CommitHook = { onCommitFiberRoot?: (...args: unknown[]) => unknown; telltaleCommits?: number }

/**
 * How often React has written to the page so far. React tells this to a hook that must be there before React itself, in
 * every build; `preset.ts` puts one into the page. Without one nobody counts: null.
 */
export function countCommits(): number | null {
  // React's own name for it, on a global that it does not declare.
  const hook = (globalThis as { __REACT_DEVTOOLS_GLOBAL_HOOK__?: CommitHook }).__REACT_DEVTOOLS_GLOBAL_HOOK__
  if (hook === undefined) return null
  if (hook.telltaleCommits === undefined) {
    hook.telltaleCommits = 0
    const { onCommitFiberRoot } = hook
    hook.onCommitFiberRoot = (...args) => {
      hook.telltaleCommits = (hook.telltaleCommits ?? 0) + 1
      return onCommitFiberRoot?.apply(hook, args)
    }
  }
  return hook.telltaleCommits
}
