/** One thing to try. `story` is the id of the story that shows it. */
export type Check = Readonly<{ area: string; attempt: string; expected: string; story: string }>

const chip = 'widgets-connectionchip'

export const qaChecklist: readonly Check[] = [
  {
    area: 'Connection',
    attempt: 'The line drops and is back within a second',
    expected: 'Nothing is shown, nothing is said',
    story: `${chip}-live--drop`,
  },
  {
    area: 'Connection',
    attempt: 'The server restarts for 3 s',
    expected: 'Reconnecting, then Back online; each said once',
    story: `${chip}-live--restart`,
  },
  {
    area: 'Connection',
    attempt: 'The server asks for a pause',
    expected: 'A countdown, the reason in the details, Retry now does not wait',
    story: `${chip}-live--refused`,
  },
  {
    area: 'Connection',
    attempt: 'The device has no network',
    expected: 'Offline; back by itself when the network is',
    story: `${chip}-live--offline`,
  },
  {
    area: 'Connection',
    attempt: 'The sign-in is not accepted',
    expected: 'At once: Sign in again, over what is being read',
    story: `${chip}-live--auth-failed`,
  },
  {
    area: 'Connection',
    attempt: 'The server is killed and started again',
    expected: 'Reconnecting until then; no click is needed',
    story: `${chip}-live--killed`,
  },
  {
    area: 'Connection',
    attempt: 'Something is sent while the line is down',
    expected: 'It arrives once, after the outage',
    story: `${chip}-wire--tunnel`,
  },
  {
    area: 'Connection',
    attempt: 'The server is gone for longer than the grace',
    expected: 'A banner says which of the two it is: the server',
    story: 'widgets-offlinebanner-live--server-gone',
  },
  {
    area: 'Connection',
    attempt: 'The network is gone for longer than the grace',
    expected: 'A banner says which of the two it is: this device',
    story: 'widgets-offlinebanner-live--network-gone',
  },
  {
    area: 'Tasks',
    attempt: 'A task runs to its end',
    expected: 'One toast that moves, spoken a few times, gone after 3 s',
    story: 'widgets-aitasktoasts-live--import',
  },
  {
    area: 'Tasks',
    attempt: 'A task fails',
    expected: 'It stays, says why, offers Retry',
    story: 'widgets-aitasktoasts-live--fails',
  },
  {
    area: 'Tasks',
    attempt: 'The line is lost while a task runs',
    expected: 'Still running on the server; right again afterwards',
    story: 'widgets-aitasktoasts-live--outage',
  },
  {
    area: 'Tasks',
    attempt: 'A task is cancelled',
    expected: 'Cancelling until the server says Cancelled',
    story: 'widgets-aitasktoasts-live--cancel',
  },
  {
    area: 'Tasks',
    attempt: 'Fifty tasks begin at once',
    expected: 'Three toasts and one line; one sentence is spoken',
    story: 'widgets-aitasktoasts-live--burst',
  },
  {
    area: 'Tasks',
    attempt: 'A toast is hidden by keyboard',
    expected: 'The task goes on, the focus goes to the next toast, F6 shows all',
    story: 'widgets-aitasktoasts--hidden-is-not-gone',
  },
  {
    area: 'Tasks',
    attempt: 'A dialog is open above the toasts',
    expected: 'F6 gets to the tasks, Escape goes back into the dialog',
    story: 'widgets-aitasktoasts--under-dialog',
  },
  {
    area: 'Usage',
    attempt: 'A session is stopped',
    expected: 'What remains is the server’s last word; never 0',
    story: 'widgets-usagemeter-live--stop-keeps-what-remains',
  },
  {
    area: 'Usage',
    attempt: 'The limit is reached',
    expected: 'The session ends by itself, the meter says why, at once',
    story: 'widgets-usagemeter-live--limit-reached',
  },
  {
    area: 'Usage',
    attempt: 'More was used than is allowed',
    expected: 'The bar is full, the text is true',
    story: 'widgets-usagemeter--over',
  },
  {
    area: 'Notifications',
    attempt: 'Five come at once',
    expected: 'The badge says 5, one sentence is spoken',
    story: 'widgets-notificationbell-live--comes',
  },
  {
    area: 'Notifications',
    attempt: 'One comes while the line is down',
    expected: 'It is there afterwards, once',
    story: 'widgets-notificationbell-live--outage',
  },
  {
    area: 'Notifications',
    attempt: 'The line is lost while the feed is open',
    expected: 'What is known stays, and says that it may be old; what was missed comes first',
    story: 'widgets-notificationfeed-live--outage',
  },
  {
    area: 'Notifications',
    attempt: 'New ones come while one reads further down',
    expected: 'Nothing moves; a pill says how many',
    story: 'widgets-notificationfeed--pill-no-jump',
  },
  {
    area: 'Notifications',
    attempt: 'The feed is used by keyboard',
    expected: 'Page Down goes from one to the next, Tab goes into one',
    story: 'widgets-notificationfeed--keyboard',
  },
  {
    area: 'Notifications',
    attempt: 'There are ten thousand',
    expected: 'It scrolls, and End gets to the last one',
    story: 'widgets-notificationfeed--ten-thousand',
  },
  {
    area: 'People',
    attempt: 'Others come',
    expected: 'The own place stays; the sixth opens a list',
    story: 'widgets-presenceavatars-live--others-come',
  },
  {
    area: 'People',
    attempt: 'The own line is down',
    expected: 'All are still there, and may be out of date',
    story: 'widgets-presenceavatars-live--own-line-down',
  },
  {
    area: 'Analysis',
    attempt: 'An analysis is cancelled',
    expected: 'Cancelling, then Cancelled',
    story: 'widgets-analysisprogress-live--cancel',
  },
  {
    area: 'Analysis',
    attempt: 'The line is lost while it runs',
    expected: 'Still running on the server; progress never goes back',
    story: 'widgets-analysisprogress-live--still-running-on-the-server',
  },
  {
    area: 'Speech',
    attempt: 'A hundred steps of progress',
    expected: 'Six sentences at most',
    story: 'design-accessibility--speech-live',
  },
  {
    area: 'Whole',
    attempt: 'All widgets at once, and the line is lost for three seconds',
    expected: 'Nothing is lost, nothing comes twice, nothing jumps',
    story: 'welcome--one-morning',
  },
]
