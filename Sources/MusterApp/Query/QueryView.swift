import Ledger

/// A view that `muster query` can read: an interface. Columns are added at the end, never changed or taken away; a view
/// that has to change is a new one, `v2_…`, beside the old.
public struct QueryView: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public var name: String
        public var kind: QueryTable.Kind
        public var meaning: String

        init(_ name: String, _ meaning: String, _ kind: QueryTable.Kind = .text) {
            self.name = name
            self.kind = kind
            self.meaning = meaning
        }
    }

    public var name: String
    /// What one row is.
    public var meaning: String
    public var columns: [Column]

    public var table: QueryTable {
        QueryTable(name: name, columns: columns.map { .init($0.name, $0.kind) })
    }

    public static let all: [QueryView] = [
        people, identities, applications, resources, credentials, grants, entitlements, permissions, owners, findings,
        coverage, runs,
    ]

    // MARK: - Columns that several have

    private static let place = [
        Column("source", "the source's name in the configuration"), Column("connector", "what reads it, `aws`"),
        Column("tenant", "the system's own id of the tenant"),
    ]
    private static let id = [Column("id", "the record's id in that system")]
    private static let holder = [
        Column("holder_kind", "identity, application or resource that holds it; null where nothing is known to"),
        Column("holder_id", "its id"), Column("holder_name", "its name; null where its own list was not read"),
    ]
    private static let read = [
        Column("list", "the list that it was read from"), Column("run", "the run that read this version", .integer),
        Column("observed_at", "when this version was read"),
        Column("first_seen_at", "when this ledger first saw the record"),
        Column("missing_since", "since when a list that shifts has missed it; null where it has not"),
    ]
    private static let created = [Column("created_at", "when it was made; null where the vendor does not tell")]
    private static let lastUse = [
        Column("last_used_state", "observed, none_since, unsupported (the vendor tells of no use) or unknown"),
        Column("last_used_at", "observed: the last use; none_since: no use since then; else null"),
    ]
    private static let expiry = [
        Column("expiry_state", "at, sliding (moves with each use), never, unsupported or unknown"),
        Column("expires_at", "for `at`; else null"),
        Column("expiry_window_seconds", "for `sliding`; else null", .integer),
    ]
    private static let survival = [
        Column("survives_disabling", "whether it still works when its holder is disabled: yes, no, unknown"),
        Column("survives_deletion", "the same when its holder is deleted"),
    ]
    private static let privilege = [
        Column("privilege", "the strongest that was found: admin, high, medium, low or unknown"),
        Column("privilege_complete", "yes where every list that could hold more was read to its end"),
    ]
    private static let standing = [
        Column("environment", "the environment that a label names; null where none does"),
        Column("teams", "the teams that labels name, a JSON list"),
    ]
    private static let labels = [
        Column("tags", "labels, a JSON object"), Column("attributes", "what else the vendor says, a JSON object"),
    ]

    // MARK: - Views

    static let people = QueryView(
        name: "v1_people", meaning: "a person as one source tells of them",
        columns: place + id + [
            Column("employee_id", "null where none is given"), Column("name", "null where none is given"),
            Column("emails", "a JSON list"),
            Column("status", "active, leave, suspended, deactivated, deleted or unknown"),
            Column("ended_at", "the last day; null where none is given"),
            Column("department", "null where none is given"),
            Column("manager", "as the source writes it; null where none is given"),
        ] + read)

    static let identities = QueryView(
        name: "v1_identities", meaning: "an account, role, group or other identity",
        columns: place + id + [
            Column("type", "the vendor's term, `aws.iam.user`"), Column("name", "the name people know it by"),
            Column(
                "class",
                "human, service, role, group, bot, agent, workload, shared, system, root or unknown, as classified"),
            Column("class_reason", "what decided it"),
            Column("status", "enabled, disabled, suspended, deleted or unknown"), Column("emails", "a JSON list"),
        ] + created + [
            Column("vendor_managed", "yes where a vendor made and keeps it"),
            Column("break_glass", "yes where it is kept for emergencies"),
        ] + privilege + standing + [
            Column("person_id", "the person whose account it is; null where none is linked"),
            Column("person_name", "their name"), Column("person_email", "their address"),
            Column("person_state", "active, inactive or unknown"), Column("link_method", "what linked them"),
            Column("link_confidence", "0 to 1; below 0.9 it makes no leaver finding", .real),
        ] + lastUse + labels + read)

    static let applications = QueryView(
        name: "v1_applications", meaning: "an application or installation that was given access",
        columns: place + id + [
            Column("type", "the vendor's term"), Column("name", "the name people know it by"),
            Column("client_id", "OAuth's; null where there is none"), Column("publisher", "null where none is told"),
            Column("publisher_verified", "yes, no or unknown"),
            Column("status", "enabled, disabled, suspended, deleted or unknown"),
        ] + created + [Column("vendor_managed", "yes where the system's own vendor keeps it")] + privilege + standing
            + lastUse + labels + read)

    static let resources = QueryView(
        name: "v1_resources", meaning: "a thing that is acted on and has keys or labels of its own",
        columns: place + id + [
            Column("type", "the vendor's term"), Column("name", "the name people know it by"),
            Column("status", "enabled, disabled, suspended, deleted or unknown"),
        ] + created + standing + labels + read)

    static let credentials = QueryView(
        name: "v1_credentials", meaning: "a key, token, password, certificate or stored secret; never its value",
        columns: place + id + holder + [
            Column("type", "the vendor's term, `aws.iam.accessKey`"),
            Column("form", "staticSecret, password, asymmetric, certificate, federated or storedSecret"),
            Column("name", "null where it has none"), Column("status", "active, inactive or unknown"),
        ] + created + [Column("last_rotated_at", "null where the vendor does not tell")] + expiry + lastUse + survival
            + labels + read)

    static let grants = QueryView(
        name: "v1_grants", meaning: "access that was consented to, installed or trusted",
        columns: place + id + holder + [
            Column("type", "the vendor's term"), Column("grantee", "who was let in, by id"),
            Column("grantee_name", "null where it is not told"),
            Column("on_behalf_of_kind", "for access in somebody's name: identity; else null"),
            Column("on_behalf_of_id", "their id"), Column("consent", "user, admin, installation, trust or unknown"),
            Column("scopes", "a JSON list"), Column("conditions", "a JSON list"),
            Column("granted_at", "null where the vendor does not tell"),
        ] + expiry + lastUse + survival + [Column("attributes", "what else the vendor says, a JSON object")] + read)

    static let entitlements = QueryView(
        name: "v1_entitlements", meaning: "a permission, role or membership that a holder has",
        columns: place + id + holder + [
            Column("type", "the vendor's term"), Column("target_kind", "permission, or identity for a group or role"),
            Column("target_id", "its id"), Column("target_name", "its name"),
            Column("resource", "what it is limited to; null for everything"), Column("conditions", "a JSON list"),
            Column("granted_at", "null where the vendor does not tell"),
            Column("privilege", "admin, high, medium, low or unknown"),
            Column("path", "direct, group or role: how the privilege is reached"),
        ] + read)

    static let permissions = QueryView(
        name: "v1_permissions", meaning: "a permission, policy or role that can be given",
        columns: place + id + [
            Column("type", "the vendor's term"), Column("name", "its name"),
            Column("privilege", "admin, high, medium, low or unknown"),
            Column("reason", "what decided it; may be null"),
            Column("vendor_managed", "yes where the vendor keeps it"),
        ] + read)

    static let owners = QueryView(
        name: "v1_owners", meaning: "a claim that somebody owns something; what loses is kept with its reason",
        columns: place + [
            Column("kind", "identity, application, resource or credential"), Column("id", "what is owned"),
            Column("name", "its name"), Column("owner", "as the evidence writes it"),
            Column("evidence", "attestation, register, nativeOwner, holder, tag, team, …"),
            Column("confidence", "0 to 1; from 0.6 on the thing is owned", .real),
            Column("counts", "yes where it makes the thing owned"), Column("reason", "why it does not; may be null"),
            Column("state", "active, inactive, absent, group, ambiguous or unknown"),
            Column("person_id", "whom it resolved to; null where to nobody"), Column("person_name", "their name"),
            Column("person_email", "their address"), Column("left_at", "since when they are gone; else null"),
            Column("active_members", "of a group; null where not known", .integer),
        ])

    static let findings = QueryView(
        name: "v1_findings", meaning: "what the rules say about a subject",
        columns: [
            Column("fingerprint", "the finding's name for life"), Column("rule", "`STL-01`"),
            Column("result", "violation, exempt or indeterminate"),
            Column("severity", "critical, high, medium, low or info"),
        ] + place + [
            Column("kind", "what it is about: a kind of record, source, aggregate or template"),
            Column("id", "its id"), Column("name", "its name"), Column("summary", "what is wrong, in a sentence"),
            Column("owners", "who owns the subject, a JSON list"), Column("teams", "a JSON list"),
            Column("missing", "indeterminate: what is missing; else null"),
            Column("missing_from", "who can give it"), Column("judgeable_at", "where it only needs time; else null"),
            Column("exempt_until", "exempt: until when; else null"),
            Column("remediation", "what to do, a JSON list"), Column("false_when", "what would make it go away"),
            Column("first_seen_at", "when it was first recorded; null where it never was"),
            Column("last_seen_at", "when it was last recorded"),
            Column("run", "the run that was judged", .integer), Column("as_of", "the judging clock"),
            Column("policy", "the hash of the policy that judged"),
        ])

    static let coverage = QueryView(
        name: "v1_coverage", meaning: "how the read of a list ended; and of each part of it that did not end well",
        columns: place + [
            Column("list", "the list"), Column("part", "whole, or partition"),
            Column("partition", "the part's key; empty for the whole"), Column("operation", "the vendor's operation"),
            Column("state", "complete, partial, truncated, denied, unsupported, failed, unchanged or notRead"),
            Column("reason", "why it is not complete; null where it is"),
            Column("missing_permissions", "what would open it, a JSON list"),
            Column("rows", "rows read", .integer), Column("rejected", "rows that could not be read", .integer),
            Column("requests", "requests sent", .integer), Column("run", "the run of this read", .integer),
            Column("read_at", "when"), Column("last_complete_run", "null where it never was", .integer),
            Column("last_complete_at", "null where it never was"),
        ])

    static let runs = QueryView(
        name: "v1_runs", meaning: "a published run up to the one that is looked at",
        columns: [
            Column("run", "its number", .integer), Column("started_at", "when it began"),
            Column("published_at", "when its generation became the one that is read"),
            Column("sources", "a JSON list"), Column("is_chosen", "yes for the run that the other views show"),
            Column("as_of", "the judging clock; null but for the chosen run"),
            Column("policy", "the hash of the policy in force; null but for the chosen run"),
        ])
}
