import type { ReactNode } from 'react'
import { slotRoles } from './slotRoles.ts'
import { WideTable } from './WideTable.tsx'

/** Every part of every widget, with the colours that it takes from the palette. */
export function SlotTables(): ReactNode {
  return Object.entries(slotRoles).map(([name, roles]) => (
    <section key={name} aria-label={name}>
      <h3>{name}</h3>
      <WideTable>
        <thead>
          <tr>
            <th>Slot</th>
            <th>Palette</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(roles).map(([slot, role]) => (
            <tr key={slot}>
              <td>
                <code>{slot}</code>
              </td>
              <td>{role}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  ))
}
