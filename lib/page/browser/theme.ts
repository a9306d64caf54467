import { applyTheme, followOtherPages, recallTheme, systemTheme } from './theme-choice.ts'

recallTheme()
systemTheme.addEventListener('change', applyTheme)
followOtherPages(recallTheme)
