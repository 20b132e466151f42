import {
  agoIn,
  dayIn,
  bytesIn,
  countIn,
  durationIn,
  numberIn,
  percentIn,
  roughlyIn,
  timeIn,
  unitIn,
} from '../internal/figures.ts'
import { toLocale, type WidgetLocale } from './WidgetLocale.ts'

const language = 'de'
const number = numberIn(language)
const percent = percentIn(language)
const count = countIn<'one' | 'other'>(language)
const seconds = unitIn(language, 'second')
const milliseconds = unitIn(language, 'millisecond')
const roughly = roughlyIn(language)
const timeOfDay = timeIn(language)
const time = (at: number): string => `${timeOfDay(at)} Uhr`

const issues = (found: number): string => count(found, { one: '# Problem', other: '# Probleme' })

/** Why something could not be done, by the codes that the line gives. */
const reasons: Readonly<Record<string, string>> = {
  auth_expired: 'Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an.',
  auth_invalid: 'Der Server hat Ihre Anmeldung nicht akzeptiert. Bitte melden Sie sich neu an.',
  forbidden: 'Dazu fehlt Ihnen die Berechtigung.',
  contract_mismatch: 'Diese Seite ist veraltet. Bitte laden Sie sie neu.',
  rate_limited: 'Es wurde zu viel auf einmal gesendet; der Server bittet um eine Pause.',
  too_many_connections: 'Sie sind an zu vielen Stellen gleichzeitig verbunden.',
  server_busy: 'Der Server ist ausgelastet.',
  draining: 'Der Server wird neu gestartet.',
  store_unavailable: 'Der Server erreicht seine Daten gerade nicht.',
  slow_consumer: 'Diese Verbindung war zu langsam.',
  connection_lost: 'Die Verbindung ist abgebrochen.',
  timeout: 'Der Server hat nicht rechtzeitig geantwortet.',
  not_connected: 'Der Server ist nicht erreichbar.',
}

/** What only an attempt to act can bring. */
const refusals: Readonly<Record<string, string>> = {
  ...reasons,
  not_found: 'Der Server kennt diese Aufgabe nicht mehr.',
  expired: 'Die Anfrage kam nicht rechtzeitig an.',
  queue_overflow: 'Es warten schon zu viele Änderungen.',
  identity_changed: 'Inzwischen ist jemand anderes angemeldet.',
}

/** The chip and the banner say the same with the same words, and so say it once. */
const line = {
  connecting: 'Wird verbunden',
  reconnecting: 'Wird neu verbunden',
  waitingForNetwork: 'Offline',
  signInAgain: 'Neu anmelden',
  failed: 'Verbindung fehlgeschlagen',
  recovered: 'Wieder verbunden',
  pendingWrites: (waiting: number): string =>
    count(waiting, { one: '# Änderung noch nicht gesendet', other: '# Änderungen noch nicht gesendet' }),
  nextTry: (left: number): string => (left === 0 ? 'Neuer Versuch läuft' : `Nächster Versuch in ${seconds(left)}`),
  retryNow: 'Jetzt versuchen',
}

const joined = (facts: readonly string[]): string => facts.join(', ')

/** What runs, whatever it is. */
const progress = {
  loading: 'Wird geladen',
  idle: 'Nicht gestartet',
  queued: 'Wartet auf den Start',
  running: 'Läuft',
  stalled: 'Länger nichts gehört',
  detached: 'Läuft auf dem Server weiter, wird neu verbunden',
  cancelling: 'Wird abgebrochen',
  cancelled: 'Abgebrochen',
  failed: 'Fehlgeschlagen',
  waiting: 'Wartet',
  working: 'In Arbeit',
  done: 'Fertig',
  stopped: 'Gestoppt',
  percent,
  joined,
  because: (state: string, why: string): string => `${state}: ${why}`,
  saysEnded: (title: string, state: string, more: string | null): string =>
    `${title}: ${state}${more === null ? '' : `. ${more}`}`,
  showDone: (done: number): string => `${number(done)} fertige anzeigen`,
  hideDone: (done: number): string => `${number(done)} fertige ausblenden`,
}

const severities: Readonly<Record<string, string>> = {
  critical: 'Kritisch',
  error: 'Fehler',
  high: 'Hoch',
  medium: 'Mittel',
  moderate: 'Mittel',
  warning: 'Warnung',
  low: 'Niedrig',
  minor: 'Gering',
  info: 'Hinweis',
}

/** German. */
export const deDE: WidgetLocale = toLocale({
  TtAITaskToasts: {
    queued: progress.queued,
    running: progress.running,
    stalled: 'Länger nichts gehört. Die Aufgabe läuft vielleicht noch.',
    disconnected: 'Verbindung unterbrochen. Auf dem Server läuft die Aufgabe weiter.',
    cancelling: progress.cancelling,
    cancelled: progress.cancelled,
    completed: progress.done,
    partial: (done, total) => `${number(done)} von ${number(total)} erledigt`,
    failed: progress.failed,
    lost: 'Der Server wurde gestoppt, bevor die Aufgabe fertig war.',
    tasks: 'Aufgaben im Hintergrund',
    untitled: 'Aufgabe',
    percent,
    joined,
    step: ({ index, count: steps, name }) => `Schritt ${number(index)} von ${number(steps)}: ${name}`,
    failure: ({ code, message }) => refusals[code ?? ''] ?? message,
    cancel: 'Abbrechen',
    retry: 'Erneut versuchen',
    view: 'Ansehen',
    hide: 'Ausblenden',
    dismiss: 'Entfernen',
    more: (more, running) => {
      const tasks = count(more, { one: '# weitere Aufgabe', other: '# weitere Aufgaben' })
      return running === 0 ? tasks : `${tasks}, ${count(running, { one: '# läuft', other: '# laufen' })}`
    },
    clearDone: 'Fertige entfernen',
    close: 'Schließen',
    empty: 'Keine Aufgaben',
    saysStarted: (title) => `${title}: gestartet`,
    saysProgress: (title, reached) => `${title}: ${percent(reached)}`,
    saysEnded: progress.saysEnded,
    saysManyStarted: (started) => count(started, { one: '# Aufgabe gestartet', other: '# Aufgaben gestartet' }),
    saysManyEnded: (ended, failed) => {
      const tasks = count(ended, { one: '# Aufgabe beendet', other: '# Aufgaben beendet' })
      return failed === 0 ? tasks : `${tasks}, ${number(failed)} fehlgeschlagen`
    },
    actionOf: (action, title) => `${action}: ${title}`,
  },
  TtAnalysisProgress: {
    ...progress,
    title: 'Analyse',
    complete: 'Abgeschlossen',
    error: progress.failed,
    issues,
    eta: (left) => {
      const rough = roughly(left)
      return rough === null ? 'noch ein paar Sekunden' : `noch etwa ${rough}`
    },
    failure: ({ code, message }) =>
      code === 'internal'
        ? 'Die Analyse ging mit ihrem Server verloren. Bitte starten Sie sie neu.'
        : code === 'forbidden'
          ? 'Sie dürfen dieses Projekt nicht sehen.'
          : message,
    cancel: 'Abbrechen',
    view: 'Ergebnisse ansehen',
    detectors: 'Prüfungen',
    issuesFound: 'Probleme, neueste zuerst',
    severity: (severity) => severities[severity.toLowerCase()] ?? severity,
    place: (file, lineNumber) => (lineNumber === undefined ? file : `${file}:${lineNumber}`),
    notListed: (more) =>
      count(more, { one: '# weiteres Problem, hier nicht gezeigt', other: '# weitere Probleme, hier nicht gezeigt' }),
    started: 'Analyse gestartet',
    milestone: (reached, found) => `Analyse ${percent(reached)}, ${issues(found)}`,
    detectorFailed: (name) => `${name} fehlgeschlagen`,
    finished: (found) => `Analyse abgeschlossen, ${issues(found)}`,
  },
  TtConnectionChip: {
    ...line,
    idle: 'Nicht verbunden',
    connected: 'Verbunden',
    degraded: 'Langsame Verbindung',
    unstable: 'Instabil',
    syncing: (pending) =>
      pending === 0
        ? 'Wird abgeglichen'
        : count(pending, { one: '# Änderung wird gesendet', other: '# Änderungen werden gesendet' }),
    paused: 'Pausiert',
    disconnected: 'Getrennt',
    retryIn: (left) => `in ${seconds(left)}`,
    latency: milliseconds,
    badge: number,
    details: 'Verbindung',
    since: (at) => `Seit ${time(at)}`,
    lastConnected: (at) => `Zuletzt verbunden um ${time(at)}`,
    attempt: (attempt) => `Versuch ${number(attempt)}`,
    offline: 'Dieses Gerät meldet kein Netzwerk.',
    reason: ({ code }) => reasons[code] ?? 'Auf dem Server ist etwas schiefgegangen.',
  },
  TtNotificationBell: {
    notifications: (unread) => (unread === null ? 'Benachrichtigungen' : `Benachrichtigungen, ${unread} ungelesen`),
    count: (unread, max) => (unread > max ? `${number(max)}+` : number(unread)),
    saysNew: (fresh, title) =>
      fresh === 1
        ? `Neue Benachrichtigung: ${title}`
        : count(fresh, { one: '# neue Benachrichtigung', other: '# neue Benachrichtigungen' }),
  },
  TtNotificationFeed: {
    notifications: 'Benachrichtigungen',
    unread: 'Ungelesen',
    types: { info: 'Hinweis', success: 'Erfolg', warning: 'Warnung', error: 'Fehler', other: 'Nachricht' },
    readAll: 'Alle als gelesen markieren',
    clear: 'Alle löschen',
    onlyUnread: 'Ungelesene',
    read: (title) => `Als gelesen markieren: ${title}`,
    newItems: (fresh) => `${number(fresh)} neu`,
    time: agoIn(language),
    day: dayIn(language),
    empty: 'Noch nichts da',
    noneUnread: 'Nichts Ungelesenes',
    loading: 'Benachrichtigungen werden geladen',
    stale: 'Verbindung unterbrochen. Vielleicht gibt es neuere.',
    error: (code) =>
      code === 'forbidden'
        ? 'Diese Benachrichtigungen sind nicht für Sie.'
        : 'Ihre letzte Änderung wurde nicht gespeichert und deshalb zurückgenommen. Bitte versuchen Sie es noch einmal.',
  },
  TtOfflineBanner: {
    ...line,
    noNetwork: 'Dieses Gerät hat kein Netzwerk.',
    noServer: 'Der Server ist nicht erreichbar.',
    reason: (reason) => reasons[reason?.code ?? ''] ?? 'Der Server ist gerade nicht nutzbar.',
    pendingWrites: (waiting) => `${line.pendingWrites(waiting)}.`,
    lastConnected: (at) => `Stand der Daten: ${time(at)}.`,
  },
  TtPresenceAvatars: {
    online: 'online',
    away: 'abwesend',
    offline: 'offline',
    label: (people, isStale) => `Hier sind (${number(people)})${isStale ? ', vielleicht nicht mehr aktuell' : ''}`,
    person: (name, status, isSelf) => `${name}${isSelf ? ' (Sie)' : ''}, ${status}`,
    surplus: (hidden) => `+${number(hidden)}`,
    showAll: (people) => count(people, { one: '# Person anzeigen', other: 'alle # Personen anzeigen' }),
    joined,
  },
  TtUsageMeter: {
    label: 'Nutzung',
    unknown: 'Wird geladen',
    idle: 'Läuft nicht',
    starting: 'Wird gestartet',
    active: 'Läuft',
    near: 'Limit fast erreicht',
    paused: 'Pausiert',
    stopping: 'Wird beendet',
    closed: 'Beendet',
    reached: 'Limit erreicht',
    capped: 'Am Limit beendet',
    expired: 'Sitzung abgelaufen',
    usedOf: (used, limit) => `${used} von ${limit} genutzt`,
    unlimited: (used) => `${used} genutzt, kein Limit`,
    remaining: (left) => `noch ${left}`,
    over: (over) => `${over} über dem Limit`,
    joined,
    duration: durationIn(language),
    asOf: (at) => `Stand: ${time(at)}`,
    error: (code) =>
      code === 'forbidden'
        ? 'Sie dürfen das nicht nutzen. Fragen Sie, wer Ihr Konto verwaltet.'
        : code === 'auth_expired' || code === 'auth_invalid'
          ? (reasons[code] ?? '')
          : 'Der Server für die Nutzung ist nicht erreichbar. Es wird von selbst weiter versucht.',
  },
  TtWorkflowProgress: {
    ...progress,
    title: 'Workflow-Lauf',
    completed: 'Abgeschlossen',
    lost: 'Verloren',
    refused: 'Nicht verfügbar',
    skipped: 'Nicht ausgeführt',
    nodesDone: (done, total) =>
      total === null ? `${number(done)} fertig` : `${number(done)} von ${number(total)} fertig`,
    failure: (error) =>
      error === 'internal'
        ? 'Der Lauf ging mit seinem Server verloren. Bitte starten Sie ihn neu.'
        : error === 'forbidden'
          ? 'Sie dürfen diesen Lauf nicht sehen.'
          : error,
    nodes: 'Schritte',
    artifacts: 'Ergebnisse',
    kinds: { image: 'Bild', audio: 'Audio', video: 'Video', text: 'Text', other: 'Datei' },
    size: bytesIn(language),
    started: 'Workflow-Lauf gestartet',
    milestone: (reached) => `Workflow-Lauf ${percent(reached)}`,
    nodeFailed: (name, failed) =>
      failed === 1 ? `${name} fehlgeschlagen` : `${name} fehlgeschlagen, bisher ${number(failed)} Schritte`,
    finished: 'Workflow-Lauf abgeschlossen',
  },
})
