import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { chipFixtures } from './chipFixtures.ts'
import { chipLookNames } from './chipLook.ts'
import { connectionChipClasses } from './connectionChipClasses.ts'
import { ConnectionChipView } from './ConnectionChipView.tsx'

const reconnecting = { ...chipFixtures.reconnecting, status: { ...chipFixtures.reconnecting.status, pendingWrites: 2 } }

describeWidget({
  name: 'TtConnectionChip',
  View: ConnectionChipView,
  looks: [reconnecting, ...chipLookNames.map((name) => chipFixtures[name])],
  classes: connectionChipClasses,
  slots: ['indicator', 'label', 'countdown', 'badge'],
  words: (first, second) => ({ reconnecting: first, retryIn: () => second }),
})
