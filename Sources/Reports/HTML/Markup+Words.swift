import Inventory
import Reconciler

/// What the parts of the page have in common: moments, values, tags, steps, and what is said of a cut.
extension Markup {
    init(_ write: (inout Markup) -> Void) { write(&self) }

    /// A moment for people, with the exact one beside it for programs.
    mutating func time(_ instant: Instant) {
        element(.time, .init("datetime", instant.description), text: HTMLText.minute(instant.description))
    }

    /// A value from outside within a line: its direction of writing is its own.
    mutating func value(_ text: String) { element(.bdi, text: HTMLText.shortened(text)) }

    mutating func severity(_ severity: Severity) {
        element(.span, .class("tag \(severity.rawValue)"), text: severity.rawValue)
    }

    mutating func state(_ state: CoverageState) {
        element(.span, .class("tag \(state.style)"), text: state.words)
    }

    mutating func heads(_ titles: (String, isNumber: Bool)...) {
        element(.thead) { page in
            page.element(.tr) { page in
                for title in titles {
                    if title.isNumber {
                        page.element(.th, .columnScope, .class("number"), text: title.0)
                    } else {
                        page.element(.th, .columnScope, text: title.0)
                    }
                }
            }
        }
    }

    mutating func fact(_ label: String, _ value: String) {
        element(.dt, text: label)
        element(.dd) { $0.value(value) }
    }

    /// Why something was not read, and what would open it. The permission is never cut: it is copied into a policy.
    /// - Parameter lead: what stands before the reason.
    mutating func gap(_ coverage: Coverage, lead: String = ": ") {
        if let reason = coverage.reason {
            write(lead)
            value(reason)
        }
        if coverage.rejected > 0 { write(", \(counted(coverage.rejected, "row")) rejected") }
        guard !coverage.missingPermissions.isEmpty else { return }
        element(.p, .class("open")) { page in
            page.write("To open it, allow ")
            for (index, permission) in coverage.missingPermissions.enumerated() {
                if index > 0 { page.write(", ") }
                page.element(.code, text: permission)
            }
        }
    }

    /// What to do, one step a line; commands in the type of commands.
    mutating func steps(_ steps: [String]) {
        guard !steps.isEmpty else { return }
        element(.ol, .class("steps")) { page in
            for step in steps.prefix(HTMLPage.shownSteps) {
                page.element(.li) { page in
                    let text = HTMLText.shortened(step)
                    if Self.isCommand(step) { page.element(.code, text: text) } else { page.write(text) }
                }
            }
            let rest = steps.count - HTMLPage.shownSteps
            if rest > 0 { page.element(.li, text: "and \(counted(rest, "further step"))") }
        }
    }

    /// How many there are beyond those shown, and how to see them.
    mutating func rest(_ count: Int, beyond shown: Int, command: String) {
        guard count > shown else { return }
        element(.p, .class("quiet")) { page in
            page.write("The first \(grouped(shown)) of \(grouped(count)) are shown. All of them: ")
            page.element(.code, text: command)
        }
    }

    private static func isCommand(_ step: String) -> Bool {
        ["aws ", "gh ", "gcloud ", "az ", "okta ", "curl ", "kubectl "].contains { step.utf8.starts(with: $0.utf8) }
    }
}

extension CoverageState {
    /// As a reader is told it.
    var words: String { self == .notRead ? "not read" : rawValue }

    /// Its colour in the style sheet.
    var style: String {
        switch self {
        case .complete, .unchanged: "good"
        case .partial, .truncated: "part"
        case .denied, .failed: "bad"
        case .unsupported, .notRead: "off"
        }
    }
}

extension SnapshotInfo {
    func name(of source: SourceID) -> String { self.source(source)?.name ?? source.description }
}

extension Finding {
    /// Where it stands on the page.
    var anchor: String { "finding-" + HTMLText.anchor(String(fingerprint.prefix(16))) }
}

extension Rule {
    var anchor: String { "rule-" + HTMLText.anchor(id) }
}
