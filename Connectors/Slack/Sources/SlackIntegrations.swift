import ConnectorKit
import Foundation
import Inventory

/// What the log of integrations comes to: which apps and services are there, since when, who brought them, with which
/// scopes.
struct SlackIntegrations: Sendable {
    private var things: [String: Thing] = [:]
    private var rows = 0

    private struct Thing: Sendable {
        var name: String?
        var isService: Bool
        var changes: [Change] = []
    }

    private struct Change: Sendable {
        var at: Instant
        var place: Int
        var kind: String
        var user: String
        var scopes: Set<String>
        var channel: String?
        var reason: String?
    }

    mutating func add(_ row: SlackIntegrationWire) throws {
        rows += 1
        guard let at = row.date.instant, let id = row.appID?.text ?? row.serviceID?.text, !id.isEmpty else {
            throw SlackProblem("a row without app, service or date")
        }
        let isService = row.appID == nil
        let key = isService ? "service/\(id)" : id
        var thing = things[key] ?? Thing(name: nil, isService: isService)
        thing.name = (isService ? row.serviceName : row.appName) ?? thing.name
        let scopes = (row.scope ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        thing.changes.append(
            Change(
                at: at, place: rows, kind: row.change, user: row.userID ?? "",
                scopes: Set(scopes.filter { !$0.isEmpty }), channel: row.channel.flatMap { $0.isEmpty ? nil : $0 },
                reason: row.reason))
        things[key] = thing
    }

    // MARK: - What is there now

    /// What one thing comes to after all its changes.
    private struct Standing {
        struct Holding {
            var since: Instant
            var scopes: Set<String>
        }

        /// By who added it.
        var holders: [String: Holding] = [:]
        /// By channel, where one is told: when its webhook was added.
        var webhooks: [String: Instant] = [:]
        var isDisabled = false
        var last: Change?

        mutating func apply(_ change: Change) {
            last = change
            switch change.kind {
            case "added", "enabled", "expanded", "updated":
                if change.kind != "updated" { isDisabled = false }
                var holding = holders[change.user] ?? Holding(since: change.at, scopes: [])
                holding.scopes.formUnion(change.scopes)
                // Whoever changes what another added does not hold it.
                if change.kind == "added" || holders.isEmpty || holders[change.user] != nil {
                    holders[change.user] = holding
                } else if let first = holders.min(by: { ($0.value.since, $0.key) < ($1.value.since, $1.key) })?.key {
                    holders[first]?.scopes.formUnion(change.scopes)
                }
                if change.scopes.contains("incoming-webhook") {
                    webhooks[change.channel ?? ""] = webhooks[change.channel ?? ""] ?? change.at
                }
            case "disabled": isDisabled = true
            case "removed":
                // One of several takes back their own; an administrator, or the only one, takes it all away.
                if holders[change.user] != nil, holders.count > 1 {
                    holders[change.user] = nil
                } else {
                    holders = [:]
                    webhooks = [:]
                }
            default: break
            }
        }
    }

    func records(in workspace: Resource) -> [Record] {
        things.sorted { $0.key < $1.key }.flatMap { key, thing -> [Record] in
            var standing = Standing()
            for change in inOrder(thing.changes) { standing.apply(change) }
            // What was removed, or never more than asked for, is not there.
            guard !standing.holders.isEmpty else { return [] }
            return records(key, thing, standing, workspace)
        }
    }

    /// By date; rows of one second as they stand, from whichever end the log begins at.
    private func inOrder(_ changes: [Change]) -> [Change] {
        let isNewestFirst = (changes.first?.at ?? Instant(seconds: 0)) >= (changes.last?.at ?? Instant(seconds: 0))
        return changes.sorted { left, right in
            if left.at != right.at { return left.at < right.at }
            return isNewestFirst ? left.place > right.place : left.place < right.place
        }
    }

    private func records(_ key: String, _ thing: Thing, _ standing: Standing, _ workspace: Resource) -> [Record] {
        let holder = Reference.application(key)
        let name = thing.name ?? key
        let holders = standing.holders.sorted { ($0.value.since, $0.key) < ($1.value.since, $1.key) }
        let scopes = holders.reduce(into: Set<String>()) { $0.formUnion($1.value.scopes) }
        let since = holders.first?.value.since
        let grant = Grant(
            nativeID: NativeID("\(workspace.nativeID)/\(key)"),
            type: thing.isService ? "slack.service" : "slack.installation", holder: holder, grantee: key,
            granteeName: name, consent: .installation, scopes: scopes.sorted(),
            conditions: standing.isDisabled ? ["disabled"] : [], grantedAt: since, expiry: .unknown,
            survival: thing.isService ? SlackSurvival.ofBot : SlackSurvival.of(scopes),
            attributes: SlackMapping.attributes([
                "workspace": workspace.name,
                "installed_by": holders.prefix(20).map(\.key).joined(separator: ", "),
                "last_change": standing.last?.kind, "last_change_at": standing.last?.at.description,
                "disabled_reason": standing.isDisabled ? standing.last?.reason : nil,
            ]))
        var records: [Record] = [
            .application(
                Application(
                    nativeID: holder.nativeID, type: thing.isService ? "slack.service" : "slack.app", name: name,
                    status: standing.isDisabled ? .disabled : .enabled, createdAt: since)),
            .grant(grant), SlackMapping.noUse(Reference(.grant, grant.nativeID), holder: holder),
        ]
        // A hundred people may have authorised an app for themselves; the first of them brought it.
        records += holders.prefix(20).filter { !$0.key.isEmpty }.map { user, holding in
            .ownership(
                OwnershipClaim(
                    subject: holder, holder: holder, owner: user, evidence: .installer, claimedAt: holding.since))
        }
        return records + webhooks(standing, holder, workspace)
    }

    /// The URL of a webhook is its secret, and in no list: one for each channel that the log tells of.
    private func webhooks(_ standing: Standing, _ holder: Reference, _ workspace: Resource) -> [Record] {
        standing.webhooks.sorted { $0.key < $1.key }.flatMap { channel, added -> [Record] in
            let id = Reference.credential("\(workspace.nativeID)/\(holder.nativeID)/webhook/\(channel)")
            return [
                .credential(
                    Credential(
                        nativeID: id.nativeID, type: "slack.incomingWebhook", form: .staticSecret, holder: holder,
                        name: channel.isEmpty ? nil : "incoming webhook to \(channel)",
                        status: standing.isDisabled ? .inactive : .active, createdAt: added, expiry: .unsupported,
                        survival: SlackSurvival.ofBot,
                        attributes: SlackMapping.attributes(["channel": channel, "workspace": workspace.name]))),
                SlackMapping.noUse(id, holder: holder),
            ]
        }
    }
}
