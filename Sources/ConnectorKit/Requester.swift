import Foundation
import Inventory
import Transport

/// Sends one request of a source until it has an answer that means something: within the quota, signed at the last
/// moment, asked again when the fault is of the moment, and classified.
struct Requester: Sendable {
    let source: String
    let connector: Connector
    let environment: RunEnvironment
    let budgets: [String: RateBudget]
    let health: SourceHealth

    struct Answer: Sendable {
        var response: Response?
        var outcome: Outcome
        /// How often it was sent.
        var requests: Int
    }

    func send(_ request: Request, stream: StreamDescriptor, rules: RedactionRules) async throws -> Answer {
        if let reason = health.fatal { return Answer(response: nil, outcome: .failed(reason: reason), requests: 0) }
        if let refusal = request.allowedOrigins.refusal(of: request.url) {
            return Answer(response: nil, outcome: .failed(reason: "not asked: \(refusal)"), requests: 0)
        }
        guard let budget = budgets[stream.bucket] else {
            return Answer(
                response: nil, outcome: .failed(reason: "the quota bucket \(stream.bucket) is not declared"),
                requests: 0)
        }
        var requests = 0
        var faults = 0
        var throttles = 0
        while true {
            try Task.checkCancellation()
            if isPastDeadline(after: .zero) {
                return Answer(
                    response: nil, outcome: .postponed(reason: "the run's time is over"), requests: requests)
            }
            let pause = await budget.pause
            if isPastDeadline(after: pause) {
                return Answer(response: nil, outcome: postponed(by: pause), requests: requests)
            }
            if pause >= Self.worthTelling {
                environment.progress(
                    .waiting(source: source, stream: stream.id, reason: "the vendor's quota", duration: pause))
            }
            try await budget.acquire()
            requests += 1
            let attempt: (response: Response?, outcome: Outcome)
            do { attempt = try await self.attempt(request) } catch {
                await budget.release(.fault)
                throw error
            }
            if let response = attempt.response, let recorder = environment.recorder {
                try await recorder.record(request, response, stream: stream.id, rules: rules)
            }
            if let response = attempt.response { await learn(response, stream, budget) }
            switch attempt.outcome {
            case .throttle(let after):
                throttles += 1
                let wait = after ?? environment.backoff.wait(after: throttles, jitter: environment.time.jitter())
                await budget.release(.throttled(wait: wait))
                if isPastDeadline(after: wait) {
                    return Answer(response: nil, outcome: postponed(by: wait), requests: requests)
                }
                if throttles >= environment.backoff.throttledAttempts {
                    return Answer(
                        response: nil,
                        outcome: .failed(reason: "the vendor limits requests, \(throttles) times in a row"),
                        requests: requests)
                }
                environment.progress(
                    .waiting(source: source, stream: stream.id, reason: "rate limit", duration: wait))
            case .retry(let reason):
                faults += 1
                await budget.release(.fault)
                if faults >= environment.backoff.attempts {
                    return Answer(
                        response: attempt.response, outcome: .failed(reason: "\(reason), \(faults) times"),
                        requests: requests)
                }
                let wait = environment.backoff.wait(after: faults, jitter: environment.time.jitter())
                environment.progress(.waiting(source: source, stream: stream.id, reason: reason, duration: wait))
                try await environment.time.sleep(wait)
            case .signInRefused(let reason):
                await budget.release(.fault)
                health.giveUp("sign-in was refused: \(reason)")
                return Answer(response: attempt.response, outcome: attempt.outcome, requests: requests)
            default:
                await budget.release(.success)
                return Answer(response: attempt.response, outcome: attempt.outcome, requests: requests)
            }
        }
    }

    /// - Throws: `CancellationError` alone. It is no answer: a scope that ended by it would count as read.
    private func attempt(_ request: Request) async throws -> (response: Response?, outcome: Outcome) {
        do {
            let now = environment.time.now()
            let signed = try await connector.authorization.authorize(request, environment.transport, now)
            let response = try await environment.transport.send(signed)
            return (response, connector.classify(response) ?? .general(response, now: now))
        } catch let error as TransportError {
            if error.isTransient { return (nil, .retry(reason: error.description)) }
            return (nil, .failed(reason: error.description))
        } catch let error as CancellationError {
            throw error
        } catch {
            // Only the authorisation throws anything else: a credential that cannot be had.
            return (nil, .signInRefused(reason: "\(error)"))
        }
    }

    /// Shorter pauses are not worth a line of progress.
    private static let worthTelling = Duration.seconds(5)

    /// What the headers of an answer tell of the quota.
    private func learn(_ response: Response, _ stream: StreamDescriptor, _ budget: RateBudget) async {
        let bucket = connector.manifest.buckets.first { $0.id == stream.bucket }
        guard let reading = bucket?.headers?.reading(response.headers, now: environment.time.now()) else { return }
        let reserve = Double(reading.limit ?? 0) * (1 - environment.pace.share)
        // A second more: the vendor's clock has whole seconds.
        let wait = reading.resetsAt.seconds(since: environment.time.now()) + 1
        if wait > 0 { await budget.learn(remaining: reading.remaining, reserve: Int(reserve), wait: .seconds(wait)) }
    }

    private func postponed(by wait: Duration) -> Outcome {
        let end = environment.time.now().advanced(bySeconds: wait.components.seconds)
        return .postponed(reason: "the vendor's limit is used up until \(end), after the run's time")
    }

    private func isPastDeadline(after wait: Duration) -> Bool {
        environment.deadline.map { environment.time.elapsed() + wait >= $0 } ?? false
    }
}

/// Remembers what makes all further requests of a source pointless.
final class SourceHealth: Sendable {
    private let state = Locked<String?>(nil)

    var fatal: String? { state.withLock { $0 } }

    func giveUp(_ reason: String) { state.withLock { $0 = $0 ?? reason } }
}
