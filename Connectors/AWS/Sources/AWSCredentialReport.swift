import ConnectorKit
import Foundation
import Inventory
import Transport

/// The credential report: a CSV that IAM makes at most every four hours, and so speaks for its `GeneratedTime`.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
///
/// Only the root user is read from it, whom no other operation shows. Of IAM users it repeats, by name and hours late,
/// what the lists of keys and users tell by id and now.
enum AWSCredentialReport {
    static let rootName = "<root_account>"
    /// 5,000 users at some 400 bytes are 2 MB; accounts may be granted more.
    static let maximumBytes = 32 << 20

    static func isReady(_ response: Response) throws -> Bool {
        let result = try AWSPages.result(response, "GenerateCredentialReport")
        let state = try result.requiredText("State")
        guard ["STARTED", "INPROGRESS", "COMPLETE"].contains(state) else {
            throw AWSBodyProblem(reason: "State: expected STARTED, INPROGRESS or COMPLETE")
        }
        return state == "COMPLETE"
    }

    static func page(_ response: Response) throws -> DecodedPage {
        let result = try AWSPages.result(response, "GetCredentialReport")
        guard let content = try result.optionalText("Content"),
            let data = Data(base64Encoded: content, options: .ignoreUnknownCharacters), data.count <= maximumBytes,
            let text = String(data: data, encoding: .utf8)
        else { throw AWSBodyProblem(reason: "Content: expected a report in Base64") }
        let lines = text.split(whereSeparator: \.isNewline)
        let header = lines.first?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
        guard header.starts(with: ["user", "arn"]) else {
            throw AWSBodyProblem(reason: "Content: expected a report whose first columns are user and arn")
        }
        let asOf = try result.optionalInstant("GeneratedTime")
        // A server that keeps no root user (moto) gives a report without this row.
        guard let root = lines.first(where: { $0.hasPrefix(rootName + ",") }) else {
            return DecodedPage(records: [], rowCount: 0, asOf: asOf)
        }
        let values = root.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var page = AWSPages.one("$.GetCredentialReportResult.Content.\(rootName)") {
            guard values.count == header.count else {
                throw AWSFieldProblem(field: "row", reason: "has \(values.count) fields, the header \(header.count)")
            }
            return try records(Dictionary(zip(header, values)) { first, _ in first })
        }
        page.asOf = asOf
        return page
    }

    // MARK: - The root user

    /// The root user's unique id is the account's number (GetCallerIdentity says so of root).
    private static func records(_ row: [String: String]) throws -> [Record] {
        guard let arn = row["arn"], let account = AWSArn.account(arn) else {
            throw AWSFieldProblem(field: "arn", reason: "expected the ARN of the root user")
        }
        var attributes = ["arn": arn]
        attributes["mfaActive"] = row["mfa_active"]
        let createdAt = try instant(row, "user_creation_time")
        let identity = Identity(
            nativeID: NativeID(account), type: "aws.iam.root", classification: .root, classificationReason: rootName,
            name: rootName, status: .enabled, createdAt: createdAt, attributes: attributes)
        var records: [Record] = [.identity(identity)]
        records += try password(row, account: account, createdAt: createdAt)
        for number in 1...2 { records += try accessKey(row, number: number, account: account) }
        return records
    }

    /// `password_enabled` of root is `not_supported`, or true or false where AWS tells. `N/A` is "no password";
    /// `no_information` is "not used since AWS began to look".
    private static func password(_ row: [String: String], account: String, createdAt: Instant?) throws -> [Record] {
        let isEnabled = row["password_enabled"]
        let use = row["password_last_used"] ?? "not_supported"
        guard isEnabled != "false", use != "N/A" else { return [] }
        let id = AWSCredentialMapping.passwordID(account)
        let credential = Credential(
            nativeID: NativeID(id), type: "aws.iam.rootPassword", form: .password, holder: .identity(account),
            status: isEnabled == "true" ? .active : .unknown, createdAt: createdAt, expiry: .unsupported,
            lastRotatedAt: try instant(row, "password_last_changed"), survival: AWSCredentialMapping.survival)
        var usage = AWSLastUse.password(
            id, holder: .identity(account), lastUsed: try instant(row, "password_last_used"), createdAt: createdAt)
        if use == "not_supported" { usage.lastUse = .unsupported }
        return [.credential(credential), .usage(usage)]
    }

    /// The report tells no key id of root; the number of its column stands for it.
    private static func accessKey(_ row: [String: String], number: Int, account: String) throws -> [Record] {
        let column = "access_key_\(number)"
        let isActive = row["\(column)_active"] == "true"
        let rotated = try instant(row, "\(column)_last_rotated")
        guard isActive || rotated != nil else { return [] }
        let id = "rootAccessKey\(number)/\(account)"
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: "aws.iam.rootAccessKey", form: .staticSecret,
                    holder: .identity(account), status: isActive ? .active : .inactive, createdAt: rotated,
                    expiry: .unsupported, survival: AWSCredentialMapping.survival)),
            .usage(
                AWSLastUse.accessKey(
                    id, holder: .identity(account), lastUsed: try instant(row, "\(column)_last_used_date"),
                    service: row["\(column)_last_used_service"], region: row["\(column)_last_used_region"],
                    createdAt: rotated)),
        ]
    }

    /// nil for the report's words of absence.
    private static func instant(_ row: [String: String], _ column: String) throws -> Instant? {
        guard let text = row[column], !["N/A", "no_information", "not_supported", ""].contains(text) else { return nil }
        guard let instant = Instant(text) else {
            throw AWSFieldProblem(field: column, reason: "expected a date-time or a word of absence")
        }
        return instant
    }
}
