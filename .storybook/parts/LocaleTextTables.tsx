import type { ReactNode } from 'react'
import { localeTexts } from './localeTexts.ts'
import { WideTable } from './WideTable.tsx'

/** Every word of every widget, with the key that replaces it. */
export function LocaleTextTables(): ReactNode {
  return localeTexts.map(({ widget, sentences }) => (
    <section key={widget} aria-label={widget}>
      <h3>{widget}</h3>
      <WideTable>
        <thead>
          <tr>
            <th>Key</th>
            <th>Says</th>
          </tr>
        </thead>
        <tbody>
          {sentences.map(({ key, says }) => (
            <tr key={key}>
              <td>
                <code>{key}</code>
              </td>
              <td>{says.map((words) => `“${words}”`).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  ))
}
