extension Remediation {
    /// SCIM: its own calls (RFC 7644 sections 3.5.2 and 3.6), which every provider has that lets others make users.
    static let scim: [String: Steps] = [
        "scim.user": Steps(
            disable: [
                "Disable {holder} where the account is managed, or: PATCH /Users/{id} with the operation replace, path "
                    + "active, value false"
            ],
            remove: ["DELETE /Users/{id} ({holder})"], rotate: []),
        "scim.x509Certificate": Steps(
            disable: [],
            remove: [
                "Take certificate {id} from {holder}: PATCH the user with x509Certificates without it, and have the "
                    + "issuer revoke it."
            ],
            rotate: ["Issue a new certificate to {holder}, add it to x509Certificates, and see it used."]),
    ]
}
