import type { AnalysisDetector } from '@telltale/client'
import type {
  AnalysisCancelled,
  AnalysisComplete,
  AnalysisFailed,
  AnalysisIssue,
  AnalysisStatus,
} from '@telltale/protocol'
import { describe, expectTypeOf, it } from 'vitest'
import { useRealTimeAnalysis } from './useRealTimeAnalysis.ts'
import { useSocket } from './useSocket.ts'

describe('useRealTimeAnalysis', () => {
  it('takes and gives what its users write (R5)', () => {
    const { socket } = useSocket()
    const analysis = useRealTimeAnalysis({
      socket,
      projectId: '123',
      onComplete: (data) => expectTypeOf(data).toEqualTypeOf<AnalysisComplete>(),
      onError: (data) => expectTypeOf(data).toEqualTypeOf<AnalysisFailed>(),
      onCancelled: (data) => expectTypeOf(data).toEqualTypeOf<AnalysisCancelled>(),
      onIssue: (data) => expectTypeOf(data).toEqualTypeOf<AnalysisIssue>(),
    })
    expectTypeOf(analysis.analysisId).toEqualTypeOf<string | null>()
    expectTypeOf(analysis.projectId).toBeString()
    expectTypeOf(analysis.status).toEqualTypeOf<AnalysisStatus>()
    expectTypeOf(analysis.progress).toBeNumber()
    expectTypeOf(analysis.currentDetector).toEqualTypeOf<string | null>()
    expectTypeOf(analysis.issuesFound).toBeNumber()
    expectTypeOf(analysis.detectors).toEqualTypeOf<readonly AnalysisDetector[]>()
    expectTypeOf(analysis.issues).toEqualTypeOf<readonly AnalysisIssue['issue'][]>()
    expectTypeOf(analysis.estimatedTimeRemaining).toEqualTypeOf<number | null>()
    expectTypeOf(analysis.stalled).toBeBoolean()
    expectTypeOf(analysis.detached).toBeBoolean()
    expectTypeOf(analysis.cancel).toEqualTypeOf<() => void>()
    // @ts-expect-error -- of which project?
    useRealTimeAnalysis({ socket })
  })

  it('gives what is selected', () => {
    expectTypeOf(useRealTimeAnalysis({ projectId: '1', select: ({ progress }) => progress > 50 })).toBeBoolean()
  })
})
