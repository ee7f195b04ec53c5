import Foundation
import Transport

/// What of a provider's answers a recording may keep: the names that are read. `password` and whatever a provider adds are
/// not among them.
enum SCIMRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Lists and errors
            "schemas", "totalResults", "itemsPerPage", "startIndex", "nextCursor", "status", "scimType",
            // The provider of itself
            "maxResults", "maxPageSize", "cursor", "type", "schema", "endpoint",
            // Rows of every kind
            "id", "externalId", "created", "lastModified", "displayName", "value", "display", "primary", "$ref",
            // Users
            "userName", "formatted", "givenName", "familyName", "active", "userType", "title", "employeeNumber",
            "department", "organization", "division", "costCenter", "manager",
            "emails", "roles", "entitlements", "members",
        ],
        personalKeys: [
            "externalId", "displayName", "display", "userName", "formatted", "givenName", "familyName",
            "employeeNumber", "manager", "emails", "roles", "entitlements", "members",
        ],
        embedded: [
            "id": identifier, "value": identifier, "schemas": word, "schema": word, "endpoint": word,
        ])

    /// `value` holds the ids of members and managers, but addresses, telephone numbers and certificates too. What is a UUID
    /// says nothing of anybody and stays, so that a recording's records keep their ids, and so do the ids of the resource
    /// types; all else is a person's.
    private static let identifier: @Sendable (String, inout Redactor) -> String = { text, redactor in
        isUUID(text) || SCIMResource(rawValue: text) != nil ? text : redactor.token(for: text)
    }

    /// With its hyphens or without.
    private static func isUUID(_ text: String) -> Bool {
        UUID(uuidString: text) != nil
            || text.utf8.count == 32 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// The standard's own words and the paths of lists are not searched for people's names: somebody is called User.
    private static let word: @Sendable (String, inout Redactor) -> String = { text, redactor in
        let isOwn = text.lowercased().hasPrefix("urn:ietf:params:scim:") || SCIMEndpoint.isPlainPath(text)
        return isOwn ? text : redactor.scrub(text)
    }
}
