import CssBaseline from '@mui/material/CssBaseline'
import { ThemeProvider } from '@mui/material/styles'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { theme } from './theme.ts'

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no element with the id "root"')
createRoot(container).render(
  <StrictMode>
    <ThemeProvider theme={theme} defaultMode="system" noSsr>
      <CssBaseline />
      <App />
    </ThemeProvider>
  </StrictMode>,
)
