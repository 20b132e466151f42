import { ConnectionChipView, type ConnectionChipViewProps } from '@telltale/mui'

const changes = (count: number) =>
  `${count} ${new Intl.PluralRules('de').select(count) === 'one' ? 'Änderung' : 'Änderungen'}`

/** One by one over the theme's words, and those over the English ones. */
export function OwnWords(props: ConnectionChipViewProps) {
  return (
    <ConnectionChipView
      {...props}
      localeText={{ waitingForNetwork: 'Kein Netz', pendingWrites: (count) => `${changes(count)} warten` }}
    />
  )
}
