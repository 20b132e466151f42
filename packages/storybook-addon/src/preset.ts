/**
 * A place where React reports each commit, made before React looks for it; where there is one, as that of React's developer
 * tools or of hot reloads, it is used instead. Without it Wire still works, but does not count commits.
 */
const commitHook = `<script>
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ ??= {
    supportsFiber: true, isDisabled: false, renderers: new Map(), inject: () => 1,
    onCommitFiberRoot() {}, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {}, onScheduleFiberRoot() {}, checkDCE() {},
  }
</script>`

/** Storybook's preset: what belongs into the head of the page of stories. */
export const previewHead = (head = ''): string => head + commitHook
