/** Whether a key press is the one that is written as in `aria-keyshortcuts`: `'F6'`, `'Alt+T'`, `'Control+Shift+K'`. */
export function isHotkey(event: KeyboardEvent, hotkey: string): boolean {
  const keys = hotkey.split('+')
  const key = keys.pop() ?? ''
  if (event.isComposing || event.repeat) return false
  const isModified = (name: string, isHeld: boolean): boolean => keys.includes(name) === isHeld
  return (
    isModified('Alt', event.altKey) &&
    isModified('Control', event.ctrlKey) &&
    isModified('Meta', event.metaKey) &&
    isModified('Shift', event.shiftKey) &&
    // With Alt a Mac types other letters; the key is the same.
    (event.key.toLowerCase() === key.toLowerCase() || event.code === `Key${key.toUpperCase()}`)
  )
}
