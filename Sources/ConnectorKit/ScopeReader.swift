import Foundation
import Inventory
import Transport

/// Reads one scope to its end: the only loop over pages there is.
struct ScopeReader: Sendable {
    let requester: Requester
    let environment: RunEnvironment
    let sink: any PageSink
    let descriptor: StreamDescriptor
    let opening: ScopeOpening
    let partition: Partition

    /// More pages than any list of identities has; past them the scope is truncated.
    static let maximumPages = 200_000
    /// Pages without a row, one after the other, that promise more. Vendors that filter after paging send a few; a list
    /// of nothing but these does not end.
    static let maximumEmptyPages = 100
    /// Pages asked for side by side where their number is known; they are stored in their order.
    static let pagesAhead = 8

    private var scope: Scope { opening.scope }

    /// - Throws: what the sink throws, and `CancellationError`. Whatever the vendor does ends in a coverage.
    func read(_ source: Stream.Source) async throws -> Coverage {
        let entry = try await sink.begin(opening)
        if case .alreadyEnded(let coverage) = entry { return coverage }
        var coverage: Coverage
        switch source {
        case .records(let records): coverage = try await read(records)
        case .http(let http):
            var tally = ScopeTally()
            if case .resume(let checkpoint) = entry {
                tally = ScopeTally(resuming: checkpoint)
                coverage =
                    checkpoint.isAtEnd
                    ? finish(tally, http) : try await read(http, from: checkpoint.next, &tally)
                // A cursor does not live for ever: a scope that could not go on from it starts anew.
                if !checkpoint.isAtEnd, coverage.pages == checkpoint.pages, coverage.state != .complete,
                    !tally.isPostponed
                {
                    tally = ScopeTally(restarting: checkpoint)
                    coverage = try await read(http, from: nil, &tally)
                }
            } else {
                coverage = try await read(http, from: nil, &tally)
            }
            if tally.isPostponed {
                try await sink.postpone(scope, coverage)
                return coverage
            }
            if tally.isGone && !scope.partition.isEmpty {
                try await sink.endParentGone(scope)
                return Coverage(.complete, requests: coverage.requests)
            }
        }
        if coverage.state == .failed, coverage.pages > 0 { coverage.state = .partial }
        try await sink.end(scope, coverage)
        return coverage
    }

    // MARK: - HTTP

    private func read(_ http: HTTPStream, from start: String?, _ tally: inout ScopeTally) async throws -> Coverage {
        let first: Request
        do { first = try http.first(partition) } catch {
            return end(tally, .failed, "the first request cannot be made: \(error)")
        }
        if start == nil, let preparation = http.prepare, let ended = try await prepare(preparation, http, &tally) {
            return ended
        }
        var pager = Pager(http.pagination, first: first)
        var position = start
        while true {
            let answer: Requester.Answer
            do {
                answer = try await requester.send(
                    try pager.request(at: position), stream: descriptor, rules: http.redaction)
            } catch let loop as Pager.Loop { return end(tally, .partial, loop.reason) }
            tally.requests += answer.requests
            guard case .ok = answer.outcome, let response = answer.response else {
                return ended(by: answer.outcome, http, isFirst: tally.pages == 0, &tally)
            }
            let next: String?
            switch try await store(response, http, &pager, at: position, &tally) {
            case .ended(let coverage): return coverage
            case .next(let following): next = following
            }
            if position == nil, let positions = pager.numberedPositions(after: response) {
                return try await readSideBySide(positions, http, &pager, &tally)
            }
            guard let next else { return finish(tally, http) }
            if tally.pages >= Self.maximumPages {
                return end(tally, .truncated, "more than \(Self.maximumPages) pages")
            }
            position = next
        }
    }

    private enum Stored {
        case next(String?)
        case ended(Coverage)
    }

    /// Decodes and stores one page.
    private func store(
        _ response: Response, _ http: HTTPStream, _ pager: inout Pager, at position: String?, _ tally: inout ScopeTally
    ) async throws -> Stored {
        let page: DecodedPage
        do { page = try http.decode(response, partition) } catch {
            return .ended(end(tally, .failed, "the answer cannot be read: \(Self.brief(error, response))"))
        }
        return try await store(page, response, http, &pager, at: position, &tally)
    }

    private func store(
        _ page: DecodedPage, _ response: Response, _ http: HTTPStream, _ pager: inout Pager, at position: String?,
        _ tally: inout ScopeTally
    ) async throws -> Stored {
        tally.vendorRows += page.rowCount
        let next: String?
        do { next = try pager.next(after: response, page, at: position, rowsSoFar: tally.vendorRows) } catch let loop
            as Pager.Loop
        {
            return .ended(end(tally, .partial, loop.reason))
        }
        tally.rows += page.records.count
        tally.rejected += page.rejected.count
        if let total = page.total {
            if let before = tally.total, before != total { tally.totalChanged = true }
            tally.total = total
        }
        tally.asOf = page.asOf ?? tally.asOf
        tally.truncation = page.truncation ?? tally.truncation
        let checkpoint = next.map {
            Checkpoint(
                next: $0, pages: tally.pages + 1, rows: tally.rows, rejected: tally.rejected, requests: tally.requests,
                vendorRows: tally.vendorRows)
        }
        let receipt = try await sink.commit(
            Page(
                records: page.records, rejected: page.rejected, ordinal: tally.pages,
                observedAt: environment.time.now(), checkpoint: checkpoint), in: scope)
        tally.pages += 1
        tally.duplicates += receipt.duplicates
        environment.progress(.page(source: requester.source, stream: descriptor.id, rows: page.records.count))
        if !tally.isRestarted, next != nil, page.records.count > 0, receipt.duplicates == page.records.count {
            return .ended(end(tally, .partial, "the vendor goes on sending rows that it sent before"))
        }
        tally.emptyPages = page.rowCount == 0 ? tally.emptyPages + 1 : 0
        if next != nil, tally.emptyPages >= Self.maximumEmptyPages {
            return .ended(end(tally, .partial, "the vendor goes on sending pages without rows"))
        }
        return .next(next)
    }

    /// Asks for numbered pages side by side, decodes them as they come and stores them in their order.
    private func readSideBySide(
        _ positions: [String], _ http: HTTPStream, _ pager: inout Pager, _ tally: inout ScopeTally
    ) async throws -> Coverage {
        typealias Fetched = (index: Int, answer: Requester.Answer, page: DecodedPage?, problem: String?)
        let requests = try positions.map { try pager.request(at: $0) }
        let (coverage, counted) = try await withThrowingTaskGroup(of: Fetched.self) { [pager, tally] group in
            var pager = pager
            var tally = tally
            var waiting: [Int: Fetched] = [:]
            var started = 0
            func start() {
                guard started < requests.count else { return }
                let index = started
                started += 1
                group.addTask {
                    let answer = try await requester.send(requests[index], stream: descriptor, rules: http.redaction)
                    guard case .ok = answer.outcome, let response = answer.response else {
                        return (index, answer, nil, nil)
                    }
                    do { return (index, answer, try http.decode(response, partition), nil) } catch {
                        return (index, answer, nil, "the answer cannot be read: \(Self.brief(error, response))")
                    }
                }
            }
            for _ in 0..<Self.pagesAhead { start() }
            var stored = 0
            while let fetched = try await group.next() {
                waiting[fetched.index] = fetched
                while let (index, answer, page, problem) = waiting.removeValue(forKey: stored) {
                    tally.requests += answer.requests
                    if let problem { return (end(tally, .partial, problem), tally) }
                    guard let page, let response = answer.response else {
                        let coverage = ended(by: answer.outcome, http, isFirst: false, &tally)
                        return (coverage, tally)
                    }
                    switch try await store(page, response, http, &pager, at: positions[index], &tally) {
                    case .ended(let coverage): return (coverage, tally)
                    case .next(let next):
                        stored += 1
                        start()
                        if stored == requests.count {
                            let isEnd = next == nil
                            return (
                                isEnd ? finish(tally, http) : end(tally, .partial, "the list grew while it was read"),
                                tally
                            )
                        }
                    }
                }
            }
            return (end(tally, .failed, "cancelled"), tally)
        }
        tally = counted
        return coverage
    }

    private func prepare(_ preparation: Preparation, _ http: HTTPStream, _ tally: inout ScopeTally) async throws
        -> Coverage?
    {
        let request: Request
        do { request = try preparation.request(partition) } catch {
            return end(tally, .failed, "the preparing request cannot be made: \(error)")
        }
        for attempt in 1...max(1, preparation.maximumAttempts) {
            let answer = try await requester.send(request, stream: descriptor, rules: http.redaction)
            tally.requests += answer.requests
            guard case .ok = answer.outcome, let response = answer.response else {
                return ended(by: answer.outcome, http, isFirst: true, &tally)
            }
            do { if try preparation.isReady(response) { return nil } } catch {
                return end(tally, .failed, "the preparing answer cannot be read: \(Self.brief(error, response))")
            }
            if attempt < preparation.maximumAttempts {
                environment.progress(
                    .waiting(
                        source: requester.source, stream: descriptor.id, reason: "the report is being made",
                        duration: preparation.interval))
                try await environment.time.sleep(preparation.interval)
            }
        }
        return end(tally, .failed, "the report was not ready after \(preparation.maximumAttempts) questions")
    }

    // MARK: - Records

    private func read(_ records: any RecordSource) async throws -> Coverage {
        let ordinal = Locked(0)
        do {
            return try await records.read(partition) { page in
                let number = ordinal.withLock { value in
                    defer { value += 1 }
                    return value
                }
                _ = try await sink.commit(
                    Page(
                        records: page.records, rejected: page.rejected, ordinal: number,
                        observedAt: environment.time.now()), in: scope)
                environment.progress(.page(source: requester.source, stream: descriptor.id, rows: page.records.count))
            }
        } catch let error as CancellationError { throw error } catch {
            return Coverage(.failed, reason: "\(error)", pages: ordinal.withLock { $0 })
        }
    }
}
