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

// Egypt's Arabic has Arabic digits and the calendar that servers have.
const language = 'ar-EG'
const number = numberIn(language)
const percent = percentIn(language)
const count = countIn<Intl.LDMLPluralRule>(language)
const seconds = unitIn(language, 'second')
const milliseconds = unitIn(language, 'millisecond')
const roughly = roughlyIn(language)
const time = timeIn(language)

// What is counted stands after a colon or as a subject, so that its case is always the same.

const tasks = (all: number): string =>
  count(all, {
    zero: 'لا مهام',
    one: 'مهمة واحدة',
    two: 'مهمتان',
    few: '# مهام',
    many: '# مهمة',
    other: '# مهمة',
  })

const changes = (all: number): string =>
  count(all, {
    zero: 'لا تغييرات',
    one: 'تغيير واحد',
    two: 'تغييران',
    few: '# تغييرات',
    many: '# تغييرًا',
    other: '# تغيير',
  })

const issues = (all: number): string =>
  count(all, {
    zero: 'لا مشكلات',
    one: 'مشكلة واحدة',
    two: 'مشكلتان',
    few: '# مشكلات',
    many: '# مشكلة',
    other: '# مشكلة',
  })

const newNotifications = (all: number): string =>
  count(all, {
    zero: 'لا إشعارات جديدة',
    one: 'إشعار جديد',
    two: 'إشعاران جديدان',
    few: '# إشعارات جديدة',
    many: '# إشعارًا جديدًا',
    other: '# إشعار جديد',
  })

const people = (all: number): string =>
  count(all, {
    zero: 'لا أحد',
    one: 'شخص واحد',
    two: 'شخصان',
    few: '# أشخاص',
    many: '# شخصًا',
    other: '# شخص',
  })

const steps = (all: number): string =>
  count(all, {
    zero: 'لا خطوات',
    one: 'خطوة واحدة',
    two: 'خطوتان',
    few: '# خطوات',
    many: '# خطوة',
    other: '# خطوة',
  })

/** Why something could not be done, by the codes that the line gives. */
const reasons: Readonly<Record<string, string>> = {
  auth_expired: 'انتهت جلستك. سجّل الدخول مجددًا للمتابعة.',
  auth_invalid: 'لم يقبل الخادم تسجيل دخولك. سجّل الدخول مجددًا للمتابعة.',
  forbidden: 'لا تملك الإذن بذلك.',
  contract_mismatch: 'هذه الصفحة قديمة. أعد تحميلها للمتابعة.',
  rate_limited: 'أُرسل الكثير دفعة واحدة، فطلب الخادم مهلة.',
  too_many_connections: 'أنت متصل من أماكن كثيرة في وقت واحد.',
  server_busy: 'الخادم مشغول.',
  draining: 'تجري إعادة تشغيل الخادم.',
  store_unavailable: 'لا يستطيع الخادم الوصول إلى بياناته الآن.',
  slow_consumer: 'كان هذا الاتصال بطيئًا جدًا.',
  connection_lost: 'انقطع الاتصال.',
  timeout: 'لم يجب الخادم في الوقت المناسب.',
  not_connected: 'تعذّر الوصول إلى الخادم.',
}

/** What only an attempt to act can bring. */
const refusals: Readonly<Record<string, string>> = {
  ...reasons,
  not_found: 'لم يعد الخادم يعرف هذه المهمة.',
  expired: 'لم يصل الطلب في الوقت المناسب.',
  queue_overflow: 'هناك تغييرات كثيرة بانتظار الإرسال.',
  identity_changed: 'سجّل شخص آخر الدخول في هذه الأثناء.',
}

/** The chip and the banner say the same with the same words, and so say it once. */
const line = {
  connecting: 'جارٍ الاتصال',
  reconnecting: 'جارٍ إعادة الاتصال',
  waitingForNetwork: 'دون اتصال',
  signInAgain: 'سجّل الدخول مجددًا',
  failed: 'فشل الاتصال',
  recovered: 'عاد الاتصال',
  pendingWrites: (waiting: number): string => `بانتظار الإرسال: ${changes(waiting)}`,
  nextTry: (left: number): string => (left === 0 ? 'جارٍ المحاولة الآن' : `المحاولة التالية خلال ${seconds(left)}`),
  retryNow: 'أعد المحاولة الآن',
}

const joined = (facts: readonly string[]): string => facts.join('، ')

/** What runs, whatever it is. */
const progress = {
  loading: 'جارٍ التحميل',
  idle: 'لم يبدأ',
  queued: 'بانتظار البدء',
  running: 'قيد التنفيذ',
  stalled: 'لا أخبار منذ فترة',
  detached: 'ما زال يعمل على الخادم، جارٍ إعادة الاتصال',
  cancelling: 'جارٍ الإلغاء',
  cancelled: 'أُلغي',
  failed: 'فشل',
  waiting: 'في الانتظار',
  working: 'قيد العمل',
  done: 'تم',
  stopped: 'توقف',
  percent,
  joined,
  because: (state: string, why: string): string => `${state}: ${why}`,
  saysEnded: (title: string, state: string, more: string | null): string =>
    `${title}: ${state}${more === null ? '' : `. ${more}`}`,
  showDone: (done: number): string => `عرض المكتملة (${number(done)})`,
  hideDone: (done: number): string => `إخفاء المكتملة (${number(done)})`,
}

const severities: Readonly<Record<string, string>> = {
  critical: 'حرجة',
  error: 'خطأ',
  high: 'عالية',
  medium: 'متوسطة',
  moderate: 'متوسطة',
  warning: 'تحذير',
  low: 'منخفضة',
  minor: 'طفيفة',
  info: 'معلومة',
}

/** Arabic, with Arabic digits. */
export const arEG: WidgetLocale = toLocale({
  TtAITaskToasts: {
    queued: progress.queued,
    running: progress.running,
    stalled: 'لا أخبار منذ فترة. قد تكون المهمة ما زالت قيد التنفيذ.',
    disconnected: 'انقطع الاتصال. ما زالت المهمة تعمل على الخادم.',
    cancelling: progress.cancelling,
    cancelled: 'أُلغيت',
    completed: 'اكتملت',
    partial: (done, total) => `اكتمل ${number(done)} من ${number(total)}`,
    failed: 'فشلت',
    lost: 'توقف الخادم قبل اكتمال المهمة.',
    tasks: 'مهام في الخلفية',
    untitled: 'مهمة',
    percent,
    joined,
    step: ({ index, count: all, name }) => `الخطوة ${number(index)} من ${number(all)}: ${name}`,
    failure: ({ code, message }) => refusals[code ?? ''] ?? message,
    cancel: 'إلغاء',
    retry: 'إعادة المحاولة',
    view: 'عرض',
    hide: 'إخفاء',
    dismiss: 'إزالة',
    more: (more, running) => `المزيد: ${tasks(more)}${running === 0 ? '' : `، منها ${number(running)} قيد التنفيذ`}`,
    clearDone: 'إزالة المكتملة',
    close: 'إغلاق',
    empty: 'لا مهام',
    saysStarted: (title) => `${title}: بدأت`,
    saysProgress: (title, reached) => `${title}: ${percent(reached)}`,
    saysEnded: progress.saysEnded,
    saysManyStarted: (started) => `بدأت ${tasks(started)}`,
    saysManyEnded: (ended, failed) => `انتهت ${tasks(ended)}${failed === 0 ? '' : `، فشل منها ${number(failed)}`}`,
    actionOf: (action, title) => `${action}: ${title}`,
  },
  TtAnalysisProgress: {
    ...progress,
    title: 'التحليل',
    complete: 'اكتمل',
    error: progress.failed,
    issues,
    eta: (left) => {
      const rough = roughly(left)
      return rough === null ? 'بقيت ثوانٍ قليلة' : `بقي نحو ${rough}`
    },
    failure: ({ code, message }) =>
      code === 'internal'
        ? 'فُقد التحليل مع خادمه. ابدأه من جديد.'
        : code === 'forbidden'
          ? 'لا تملك الإذن بعرض هذا المشروع.'
          : message,
    cancel: 'إلغاء',
    view: 'عرض النتائج',
    detectors: 'الفحوص',
    issuesFound: 'المشكلات، الأحدث أولًا',
    severity: (severity) => severities[severity.toLowerCase()] ?? severity,
    place: (file, lineNumber) => (lineNumber === undefined ? file : `${file}:${lineNumber}`),
    notListed: (more) => `غير معروضة هنا: ${issues(more)}`,
    started: 'بدأ التحليل',
    milestone: (reached, found) => `التحليل ${percent(reached)}، ${issues(found)}`,
    detectorFailed: (name) => `فشل: ${name}`,
    finished: (found) => `اكتمل التحليل، ${issues(found)}`,
  },
  TtConnectionChip: {
    ...line,
    idle: 'غير متصل',
    connected: 'متصل',
    degraded: 'اتصال بطيء',
    unstable: 'غير مستقر',
    syncing: (pending) => (pending === 0 ? 'جارٍ التزامن' : `جارٍ الإرسال: ${changes(pending)}`),
    paused: 'متوقف مؤقتًا',
    disconnected: 'تم قطع الاتصال',
    retryIn: (left) => `خلال ${seconds(left)}`,
    latency: milliseconds,
    badge: number,
    details: 'الاتصال',
    since: (at) => `منذ ${time(at)}`,
    lastConnected: (at) => `آخر اتصال: ${time(at)}`,
    attempt: (attempt) => `المحاولة ${number(attempt)}`,
    offline: 'يفيد هذا الجهاز بعدم وجود شبكة.',
    reason: ({ code }) => reasons[code] ?? 'حدث خطأ في الخادم.',
  },
  TtNotificationBell: {
    notifications: (unread) => (unread === null ? 'الإشعارات' : `الإشعارات، غير المقروءة: ${unread}`),
    count: (unread, max) => (unread > max ? `${number(max)}+` : number(unread)),
    saysNew: (fresh, title) => (fresh === 1 ? `إشعار جديد: ${title}` : newNotifications(fresh)),
  },
  TtNotificationFeed: {
    notifications: 'الإشعارات',
    unread: 'غير مقروء',
    types: { info: 'معلومة', success: 'نجاح', warning: 'تحذير', error: 'خطأ', other: 'رسالة' },
    readAll: 'تحديد الكل كمقروء',
    clear: 'مسح الكل',
    onlyUnread: 'غير المقروءة',
    read: (title) => `تحديد كمقروء: ${title}`,
    newItems: newNotifications,
    time: agoIn(language),
    day: dayIn(language),
    empty: 'لا شيء هنا بعد',
    noneUnread: 'لا يوجد ما لم يُقرأ',
    loading: 'جارٍ تحميل الإشعارات',
    stale: 'انقطع الاتصال. قد توجد إشعارات أحدث.',
    error: (code) => (code === 'forbidden' ? 'هذه الإشعارات ليست لك.' : 'لم يُحفظ تغييرك الأخير، فأُلغي. حاول مرة أخرى.'),
  },
  TtOfflineBanner: {
    ...line,
    noNetwork: 'لا توجد شبكة على هذا الجهاز.',
    noServer: 'تعذّر الوصول إلى الخادم.',
    reason: (reason) => reasons[reason?.code ?? ''] ?? 'لا يمكن استخدام الخادم الآن.',
    pendingWrites: (waiting) => `${line.pendingWrites(waiting)}.`,
    lastConnected: (at) => `ما تراه يعود إلى ${time(at)}.`,
  },
  TtPresenceAvatars: {
    online: 'متصل',
    away: 'بعيد',
    offline: 'غير متصل',
    label: (here, isStale) => `الموجودون هنا (${number(here)})${isStale ? '، وقد تغيّر ذلك' : ''}`,
    person: (name, status, isSelf) => `${name}${isSelf ? ' (أنت)' : ''}، ${status}`,
    surplus: (hidden) => `+${number(hidden)}`,
    showAll: (all) => `عرض الجميع: ${people(all)}`,
    joined,
  },
  TtUsageMeter: {
    label: 'الاستخدام',
    unknown: 'جارٍ التحميل',
    idle: 'غير مشغّل',
    starting: 'جارٍ البدء',
    active: 'قيد التشغيل',
    near: 'اقترب بلوغ الحد',
    paused: 'متوقف مؤقتًا',
    stopping: 'جارٍ الإيقاف',
    closed: 'متوقف',
    reached: 'تم بلوغ الحد',
    capped: 'توقف عند بلوغ الحد',
    expired: 'انتهت الجلسة',
    usedOf: (used, limit) => `استُخدم ${used} من ${limit}`,
    unlimited: (used) => `استُخدم ${used}، بلا حد`,
    remaining: (left) => `المتبقي ${left}`,
    over: (over) => `فوق الحد بمقدار ${over}`,
    joined,
    duration: durationIn(language),
    asOf: (at) => `كما كان في ${time(at)}`,
    error: (code) =>
      code === 'forbidden'
        ? 'لا تملك الإذن باستخدام هذا. اسأل من يدير حسابك.'
        : code === 'auth_expired' || code === 'auth_invalid'
          ? (reasons[code] ?? '')
          : 'تعذّر الوصول إلى خادم الاستخدام. ستُعاد المحاولة تلقائيًا.',
  },
  TtWorkflowProgress: {
    ...progress,
    title: 'سير العمل',
    completed: 'اكتمل',
    lost: 'فُقد',
    refused: 'غير متاح',
    skipped: 'لم يُنفَّذ',
    nodesDone: (done, total) =>
      total === null ? `المنجَز: ${number(done)}` : `المنجَز: ${number(done)} من ${number(total)}`,
    failure: (error) =>
      error === 'internal'
        ? 'فُقد سير العمل مع خادمه. ابدأه من جديد.'
        : error === 'forbidden'
          ? 'لا تملك الإذن بعرض سير العمل هذا.'
          : error,
    nodes: 'الخطوات',
    artifacts: 'المخرجات',
    kinds: { image: 'صورة', audio: 'صوت', video: 'فيديو', text: 'نص', other: 'ملف' },
    size: bytesIn(language),
    started: 'بدأ سير العمل',
    milestone: (reached) => `سير العمل ${percent(reached)}`,
    nodeFailed: (name, failed) => (failed === 1 ? `فشل: ${name}` : `فشل: ${name}، حتى الآن ${steps(failed)}`),
    finished: 'اكتمل سير العمل',
  },
})
