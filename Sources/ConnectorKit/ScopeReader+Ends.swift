import Inventory
import Transport

/// How a scope ends: every way that a vendor's answers can take has a name.
extension ScopeReader {
    func ended(by outcome: Outcome, _ http: HTTPStream, isFirst: Bool, _ tally: inout ScopeTally) -> Coverage {
        switch outcome {
        case .denied(let reason, let missing):
            return end(
                tally, isFirst ? .denied : .partial, reason, missing: missing.isEmpty ? descriptor.permissions : missing
            )
        case .unsupported(let reason): return end(tally, isFirst ? .unsupported : .partial, reason)
        case .gone:
            if !isFirst { return end(tally, .partial, "a page of the list is gone") }
            if http.notFound == .empty { return end(tally, .complete, nil) }
            tally.isGone = true
            return end(tally, .unsupported, "the list does not exist here")
        case .signInRefused(let reason):
            return end(tally, isFirst ? .failed : .partial, "sign-in was refused: \(reason)")
        case .postponed(let reason):
            tally.isPostponed = true
            return end(tally, tally.pages == 0 ? .notRead : .partial, reason)
        case .failed(let reason), .retry(let reason): return end(tally, isFirst ? .failed : .partial, reason)
        case .throttle: return end(tally, isFirst ? .failed : .partial, "the vendor limits requests")
        case .ok: return end(tally, .failed, "an answer without a body")
        }
    }

    /// The end of a list that came to its end: complete, unless something was lost on the way.
    func finish(_ tally: ScopeTally, _ http: HTTPStream) -> Coverage {
        if let truncation = tally.truncation { return end(tally, .truncated, truncation) }
        if tally.rejected > 0 { return end(tally, .partial, "\(tally.rejected) rows could not be decoded") }
        if tally.totalChanged { return end(tally, .partial, "the total changed while the list was read") }
        if let total = tally.total, tally.vendorRows < total {
            return end(tally, .truncated, "\(tally.vendorRows) of \(total) rows came")
        }
        if tally.duplicates > 0 && !tally.isRestarted {
            return end(tally, .partial, "\(tally.duplicates) rows came twice, so others may have been skipped")
        }
        return end(tally, .complete, nil)
    }

    func end(_ tally: ScopeTally, _ state: CoverageState, _ reason: String?, missing: [String] = []) -> Coverage {
        Coverage(
            state, reason: reason, missingPermissions: missing, requests: tally.requests, pages: tally.pages,
            rows: tally.rows, rejected: tally.rejected, expectedRows: tally.total, asOf: tally.asOf)
    }

    /// What is wrong with a body, without any of it but its kind.
    static func brief(_ error: any Error, _ response: Response) -> String {
        let kind = response.headers["Content-Type"]?.prefix(60) ?? "no content type"
        let what = error is DecodingError ? "it is not what was expected" : "\(error)"
        return "\(what.prefix(300)) (\(response.body.count) bytes, \(kind))"
    }
}
