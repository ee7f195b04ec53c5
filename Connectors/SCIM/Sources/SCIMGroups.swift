import Inventory

/// A group with its members (RFC 7643 section 4.2).
struct SCIMGroup {
    private let row: SCIMObject
    private let id: String

    /// - Throws: `SCIMProblem` for a group without id.
    init(_ row: SCIMObject) throws {
        guard let id = row.text("id") else { throw SCIMProblem("a group without id") }
        self.row = row
        self.id = id
    }

    func records() -> SCIMRecords {
        let meta = row.object("meta")
        let identity = Identity(
            nativeID: Self.nativeID(id), type: SCIMType.group, classification: .group,
            classificationReason: "it is a group", name: row.text("displayName") ?? id, status: .enabled,
            createdAt: meta?.instant("created"),
            attributes: SCIMAttributes.of([
                "externalId": row.text("externalId"), "lastModified": meta?.instant("lastModified")?.description,
            ]))
        var found = SCIMRecords(records: [.identity(identity)])
        // null and [] are one in SCIM; members of another type than a list are members that were lost.
        guard let members = row.list("members") else {
            if row.has("members") { found.lost.append("members") }
            return found
        }
        var seen: Set<NativeID> = []
        for (index, member) in members.enumerated() {
            guard let value = member.text("value") else {
                found.lost.append("members[\(index)].value")
                continue
            }
            let holder = Self.isGroup(member) ? Self.nativeID(value) : NativeID(value)
            guard seen.insert(holder).inserted else { continue }
            found.records.append(
                .entitlement(
                    Entitlement(
                        nativeID: NativeID("\(identity.nativeID)/\(holder)"), type: SCIMType.membership,
                        holder: Reference(.identity, holder), target: Reference(.identity, identity.nativeID),
                        targetName: identity.name)))
        }
        return found
    }

    /// With a word of its own: ids are unique among all resources by RFC 7643 section 3.1, but providers that use their
    /// tables' keys have a user 1 and a group 1.
    static func nativeID(_ id: String) -> NativeID { NativeID("group/\(id)") }

    /// `type` is optional; the reference then tells.
    private static func isGroup(_ member: SCIMObject) -> Bool {
        if let type = member.text("type") { return type.lowercased() == "group" }
        return member.text("$ref")?.lowercased().contains("/groups/") ?? false
    }
}
