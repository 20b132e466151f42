import type {
  AITaskToastsClassKey,
  AnalysisProgressClassKey,
  ConnectionChipClassKey,
  NotificationBellClassKey,
  NotificationFeedClassKey,
  OfflineBannerClassKey,
  PresenceAvatarsClassKey,
  UsageMeterClassKey,
  WorkflowProgressClassKey,
} from '@telltale/mui'

const mark = 'the colour of the state: warning.dark in light, else its main; text.secondary where neutral'
const text = 'text.primary'
const dim = 'text.secondary'
const line = 'divider'
const groove = 'action.hover, edge text.secondary'
const own = 'its parts’'
const button = 'MUI’s own'

const chip: Record<ConnectionChipClassKey, string> = {
  root: text,
  chip: `background.paper, edge ${line}; warning.main or error.main at 8 % over it`,
  dot: 'background.paper',
  text: 'no paper',
  sizeSmall: 'no colour',
  sizeMedium: 'no colour',
  indicator: mark,
  label: text,
  countdown: dim,
  latency: dim,
  badge: `edge ${line}`,
  popover: button,
  retryButton: button,
}
const banner: Record<OfflineBannerClassKey, string> = {
  root: `${text} on background.paper, edge ${line}; warning.main or error.main at 8 % over it`,
  indicator: mark,
  title: text,
  message: text,
  countdown: dim,
  retryButton: button,
}
const toasts: Record<AITaskToastsClassKey, string> = {
  root: own,
  list: own,
  item: `${text} on background.paper, a shadow`,
  icon: mark,
  title: text,
  message: dim,
  meta: dim,
  progress: 'action.hover',
  bar: mark,
  actions: own,
  action: button,
  hideButton: button,
  overflow: `${text} on background.paper, a shadow`,
  center: button,
  centerHeader: `background.paper, edge ${line}`,
  clearButton: button,
  closeButton: button,
  emptyState: dim,
}
const meter: Record<UsageMeterClassKey, string> = {
  root: text,
  label: text,
  state: text,
  indicator: mark,
  used: text,
  remaining: text,
  track: groove,
  bar: mark,
  note: text,
  action: own,
}
const bell: Record<NotificationBellClassKey, string> = {
  root: button,
  badge: 'common.white on error.dark; in dark common.black on error.light',
  popover: button,
}
const feed: Record<NotificationFeedClassKey, string> = {
  root: text,
  header: `edge ${line}`,
  title: text,
  readAll: button,
  clear: button,
  onlyUnread: button,
  note: `warning.main at 8 %, edge ${line}`,
  newPill: button,
  list: own,
  item: `edge ${line}`,
  itemDay: dim,
  unreadMark: 'primary.main',
  itemMark: mark,
  itemTitle: text,
  itemBody: dim,
  itemTime: dim,
  itemRead: button,
  empty: dim,
  skeleton: button,
}
const people: Record<PresenceAvatarsClassKey, string> = {
  root: own,
  item: own,
  avatar: 'the person’s own colour, edge background.paper; who is offline: text.secondary on background.paper',
  status: `on background.paper, ${mark}`,
  surplus: `${text} on background.paper, edge ${dim}`,
  popover: button,
  popoverItem: text,
}
const analysis: Record<AnalysisProgressClassKey, string> = {
  root: text,
  title: text,
  state: text,
  indicator: mark,
  track: groove,
  bar: mark,
  summary: text,
  cancelButton: button,
  viewButton: button,
  detectors: own,
  detector: text,
  detectorTrack: groove,
  detectorBar: 'primary.main',
  foldButton: button,
  issues: `edge ${line}`,
  issue: `edge ${line}; a file’s name in ${dim}`,
}

const run: Record<WorkflowProgressClassKey, string> = {
  root: text,
  title: text,
  state: text,
  indicator: mark,
  track: groove,
  bar: mark,
  summary: text,
  nodes: own,
  node: text,
  nodeTrack: groove,
  nodeBar: 'text.secondary',
  foldButton: button,
  artifactsTitle: text,
  artifacts: `edge ${line}`,
  artifact: `edge ${line}`,
  artifactLink: 'text.primary, underlined',
}

/** The parts of every widget, by their keys in `slots`, `classes` and `styleOverrides`, with what the palette gives them. */
export const slotRoles: Readonly<Record<`Tt${string}`, Readonly<Record<string, string>>>> = {
  TtConnectionChip: chip,
  TtOfflineBanner: banner,
  TtAITaskToasts: toasts,
  TtUsageMeter: meter,
  TtNotificationBell: bell,
  TtNotificationFeed: feed,
  TtPresenceAvatars: people,
  TtAnalysisProgress: analysis,
  TtWorkflowProgress: run,
}
