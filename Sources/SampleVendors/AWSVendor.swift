import Foundation
import Inventory
import Transport

/// Plays the accounts of one organisation of AWS behind one endpoint, as a private gateway does: IAM, STS, Secrets
/// Manager, Organizations and Identity Center.
final class AWSVendor: Vendor {
    private let sample: SampleRows
    private let planned: PlannedAnswers
    private let credentials: SampleCredentials
    /// The organisation, with its management account.
    private let management: String
    private let sessions = Locked<[String: Session]>([:])

    /// A session of the audit role in one account.
    private struct Session {
        var secret: Secret
        var token: String
        var role: AWSRoleName
        var end: Instant
    }

    /// Who asks.
    struct Caller {
        var account: String
        var arn: String
        var userID: String
    }

    /// - Throws: `RecordingError` where the samples hold no organisation.
    init(sample: SampleRows, planned: PlannedAnswers, credentials: SampleCredentials, place: String) throws {
        guard let management = sample.rows("organization").first?.value["MasterAccountId"]?.text else {
            throw RecordingError(place, "there is no organization.ndjson", "Make the samples anew.")
        }
        self.sample = sample
        self.planned = planned
        self.credentials = credentials
        self.management = management
    }

    func answer(_ request: VendorRequest) -> VendorAnswer {
        let call = AWSCall(request)
        do {
            let caller = try signedIn(request)
            guard request.method == "POST", request.segments.isEmpty, let call else {
                throw AWSRefusal("InvalidAction", "Could not find operation")
            }
            if let plan = planned.answer(call.action, account: caller.account) {
                throw AWSRefusal(
                    plan.body["Code"]?.text ?? "InternalFailure",
                    (plan.body["Message"]?.text ?? "").replacing("$CALLER", with: caller.arn), status: plan.status)
            }
            return try answer(call, caller)
        } catch let refusal as AWSSignatureCheck.Refusal {
            return AWSRefusal(refusal.code, refusal.message, status: 403).answer(isJSON: call?.isJSON ?? false)
        } catch let refusal as AWSRefusal {
            return refusal.answer(isJSON: call?.isJSON ?? false)
        } catch {
            return AWSRefusal("InternalFailure", "The sample cannot answer", status: 500).answer(isJSON: false)
        }
    }

    // MARK: - Who asks

    private func signedIn(_ request: VendorRequest) throws -> Caller {
        let header = try AWSSignatureCheck.Header(request.headers["Authorization"])
        if header.accessKeyID == credentials.accessKeyID {
            try AWSSignatureCheck.check(request, header, secret: credentials.secretAccessKey, now: sample.now)
            return Caller(
                account: management, arn: "arn:aws:iam::\(management):user/service/muster-reader",
                userID: "AIDAMUSTERREADER00001")
        }
        guard let session = sessions.withLock({ $0[header.accessKeyID] }) else {
            throw AWSSignatureCheck.Refusal(
                "InvalidClientTokenId", "The security token included in the request is invalid.")
        }
        try AWSSignatureCheck.check(request, header, secret: session.secret, now: sample.now)
        guard request.headers["X-Amz-Security-Token"] == session.token else {
            throw AWSSignatureCheck.Refusal(
                "InvalidClientTokenId", "The security token included in the request is invalid.")
        }
        guard session.end > sample.now else {
            throw AWSSignatureCheck.Refusal("ExpiredToken", "The security token included in the request is expired")
        }
        return Caller(
            account: session.role.account,
            arn: "arn:aws:sts::\(session.role.account):assumed-role/\(session.role.name)/muster",
            userID: "AROAMUSTERAUDIT000001:muster")
    }

    private func assumeRole(_ call: AWSCall, _ caller: Caller) throws -> VendorValue {
        guard let text = call.parameter("RoleArn"), let role = AWSRoleName(text),
            let name = call.parameter("RoleSessionName"), (2...64).contains(name.utf8.count)
        else { throw AWSRefusal("ValidationError", "RoleArn or RoleSessionName is not valid") }
        let account = sample.rows("accounts").first { $0.value["Id"]?.text == role.account }
        let trusts = sample.rows("roles", of: role.account).contains { $0.value["RoleName"]?.text == role.name }
        guard caller.account == management, account?.value["State"]?.text == "ACTIVE", trusts else {
            throw AWSRefusal(
                "AccessDenied", "User: \(caller.arn) is not authorized to perform: sts:AssumeRole on resource: \(text)",
                status: 403)
        }
        let id = "ASIA" + SampleCredentials.random(16, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let secret = SampleCredentials.random(40, of: SampleCredentials.alphanumeric)
        let token = SampleCredentials.random(120, of: SampleCredentials.alphanumeric)
        let end = sample.now.advanced(bySeconds: 3600)
        sessions.withLock { $0[id] = Session(secret: Secret(secret), token: token, role: role, end: end) }
        return .object([
            "AssumedRoleUser": .object([
                "AssumedRoleId": .text("AROAMUSTERAUDIT000001:\(name)"),
                "Arn": .text("arn:aws:sts::\(role.account):assumed-role/\(role.name)/\(name)"),
            ]),
            "Credentials": .object([
                "AccessKeyId": .text(id), "SecretAccessKey": .text(secret), "SessionToken": .text(token),
                "Expiration": .text(end.description),
            ]),
        ])
    }

    // MARK: - What is asked for

    private func answer(_ call: AWSCall, _ caller: Caller) throws -> VendorAnswer {
        if call.isJSON {
            return try .json(AWSServices(sample: sample, management: management).answer(call, caller))
        }
        let result: VendorValue
        switch (call.version, call.action) {
        case (AWSCall.tokenService, "GetCallerIdentity"):
            result = .object([
                "UserId": .text(caller.userID), "Account": .text(caller.account), "Arn": .text(caller.arn),
            ])
        case (AWSCall.tokenService, "AssumeRole"): result = try assumeRole(call, caller)
        case (AWSCall.identityManagement, _):
            result = try AWSIdentityManagement(sample: sample, account: caller.account).answer(call)
        default: throw AWSRefusal("InvalidAction", "Could not find operation \(call.action)")
        }
        return AWSDocument.answer(call, result)
    }
}

/// `arn:aws:iam::123456789012:role/audit`.
struct AWSRoleName {
    var account: String
    var name: String

    init?(_ arn: String) {
        guard
            let match = arn.wholeMatch(
                of: /arn:aws:iam::([0-9]{12}):role\/(?:[A-Za-z0-9+=,.@_\/-]*\/)?([A-Za-z0-9+=,.@_-]{1,64})/)
        else { return nil }
        account = String(match.1)
        name = String(match.2)
    }
}

/// What is asked of AWS: an action of the Query API, or an operation of the JSON protocol.
struct AWSCall {
    static let identityManagement = "2010-05-08"
    static let tokenService = "2011-06-15"

    var action: String
    /// The service's API version of the Query API; the target's prefix of the JSON protocol.
    var version: String
    var isJSON: Bool
    private var form: [String: String] = [:]
    private var body: VendorValue = .null

    /// nil for what is neither.
    init?(_ request: VendorRequest) {
        if let target = request.headers["X-Amz-Target"] {
            let parts = target.split(separator: ".")
            guard parts.count == 2 else { return nil }
            version = String(parts[0])
            action = String(parts[1])
            isJSON = true
            guard let body = try? JSONDecoder().decode(VendorValue.self, from: request.body) else { return nil }
            self.body = body
            return
        }
        form = Dictionary(request.form.map { ($0.name, $0.value) }) { first, _ in first }
        guard let action = form["Action"], let version = form["Version"],
            action.wholeMatch(of: /[A-Za-z]{1,80}/) != nil
        else { return nil }
        self.action = action
        self.version = version
        isJSON = false
    }

    func parameter(_ name: String) -> String? { isJSON ? body[name]?.text : form[name] }

    /// The members of a list parameter of the Query API: `Filter.member.1`.
    func members(_ name: String) -> [String] {
        (1...20).compactMap { form["\(name).member.\($0)"] }
    }
}

/// A refusal with AWS's own code.
struct AWSRefusal: Error {
    var code: String
    var message: String
    var status: Int

    init(_ code: String, _ message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }

    func answer(isJSON: Bool) -> VendorAnswer {
        if isJSON {
            var answer = VendorAnswer.json(.object(["__type": .text(code), "message": .text(message)]), status: status)
            answer.headers["Content-Type"] = "application/x-amz-json-1.1"
            return answer
        }
        let body = VendorValue.object([
            "Error": .object(["Type": .text("Sender"), "Code": .text(code), "Message": .text(message)]),
            "RequestId": .text("sample"),
        ])
        return AWSDocument.answer("ErrorResponse", body, status: status)
    }
}
