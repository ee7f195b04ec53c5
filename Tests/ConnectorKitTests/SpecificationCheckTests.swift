import ConnectorTesting
import Foundation
import Testing
import Transport

@Suite("Requests against a vendor's description")
struct SpecificationCheckTests {
    private static let description = """
        {"openapi": "3.0.3", "info": {"title": "Acme"},
         "paths": {
          "/orgs/{org}/users": {
            "parameters": [{"name": "org", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {"operationId": "list", "parameters": [
              {"$ref": "#/components/parameters/per-page"},
              {"name": "role", "in": "query", "schema": {"$ref": "#/components/schemas/Role"}},
              {"name": "since", "in": "query", "required": true, "schema": {"type": "integer", "minimum": 1}},
              {"name": "deep", "in": "query", "schema": {"type": "boolean"}},
              {"name": "fields", "in": "query",
               "schema": {"type": "array", "items": {"type": "string", "enum": ["id", "name"]}}}]},
            "post": {"requestBody": {"required": true}}},
          "/orgs/{org}/{list}": {"get": {}},
          "/keys/{number}": {"get": {"parameters": [
            {"name": "number", "in": "path", "required": true, "schema": {"type": "integer"}},
            {"name": "Accept-Version", "in": "header", "required": true, "schema": {"type": "string"}},
            {"$ref": "#/components/parameters/lost"}]}}},
         "components": {
          "parameters": {"per-page": {"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 100}}},
          "schemas": {"Role": {"type": "string", "enum": ["admin", "member", 7]}}}}
        """

    private func check(base: String = "") throws -> SpecificationCheck {
        try SpecificationCheck(Data(Self.description.utf8), basePath: base)
    }

    private func request(_ path: String, _ method: HTTPMethod = .get, body: String? = nil) -> Request {
        Request(method, url(path), body: body.map { Data($0.utf8) }, allowedOrigins: rules)
    }

    @Test(
        "a request as described has no problem",
        arguments: [
            "/orgs/acme/users?since=1", "/orgs/acme/users?since=2&per_page=100&role=admin&deep=true",
            "/orgs/acme/users?since=1&fields=id,name", "/orgs/acme/users?since=1&fields=id&fields=name",
            "/orgs/acme/users?role=7&since=1", "/orgs/a%2Fb/users?since=1", "/orgs/acme/else",
        ])
    func asDescribed(path: String) throws { #expect(try check().problems(of: [request(path)]) == []) }

    @Test("a method's name after a placeholder is a part of the path, and goes before the placeholder alone")
    func methodNames() throws {
        let check = try SpecificationCheck(
            Data(#"{"paths": {"/projects/{id}": {"get": {}}, "/projects/{id}:policy": {"post": {}}}}"#.utf8))
        #expect(check.operation(of: request("/projects/7:policy", .post)) == "POST /projects/{id}:policy")
        #expect(check.operation(of: request("/projects/7")) == "GET /projects/{id}")
        #expect(check.problems(of: request("/projects/:policy", .post)).count == 1)
    }

    @Test(
        "a request that is not as described is a sentence",
        arguments: [
            ("/orgs/acme", "GET /orgs/acme: the path is not described"),
            ("/orgs//users?since=1", "GET /orgs//users: the path is not described"),
            ("/orgs/acme/users", "GET /orgs/acme/users: the query parameter since is required"),
            ("/orgs/acme/users?since=0", "GET /orgs/acme/users: since is 0, less than 1"),
            ("/orgs/acme/users?since=x", "GET /orgs/acme/users: since is x, not an integer"),
            ("/orgs/acme/users?since=1&per_page=101", "GET /orgs/acme/users: per_page is 101, more than 100"),
            ("/orgs/acme/users?since=1&deep=yes", "GET /orgs/acme/users: deep is yes, not true or false"),
            ("/orgs/acme/users?since=1&role=owner", "GET /orgs/acme/users: role is owner, not one of admin, member, 7"),
            ("/orgs/acme/users?since=1&fields=id,key", "GET /orgs/acme/users: fields is key, not one of id, name"),
            ("/orgs/acme/users?since=1&since=2", "GET /orgs/acme/users: since is given twice"),
            ("/orgs/acme/users?since=1&page=2", "GET /orgs/acme/users: the query parameter page is not described"),
        ])
    func notAsDescribed(path: String, problem: String) throws {
        #expect(try check().problems(of: [request(path)]) == [problem])
    }

    @Test("methods, bodies, headers and lost references are looked at")
    func rest() throws {
        let problems = try check().problems(of: [
            request("/orgs/acme/users", .head), request("/orgs/acme/users", .post),
            request("/orgs/acme/users", .post, body: "{}"), request("/keys/one"),
        ])
        #expect(
            problems == [
                "HEAD /orgs/acme/users: the method is not described for /orgs/{org}/users",
                "POST /orgs/acme/users: a body is required",
                "GET /keys/one: the description refers to #/components/parameters/lost, which is not in it",
                "GET /keys/one: number is one, not an integer",
                "GET /keys/one: the header Accept-Version is required",
            ])
    }

    @Test("the base path stands before every path, and an operation is told by its template")
    func basePath() throws {
        let check = try check(base: "/api/v3/")
        #expect(check.problems(of: [request("/api/v3/orgs/acme/users?since=1")]) == [])
        #expect(check.problems(of: [request("/orgs/acme/users?since=1")]).count == 1)
        #expect(check.operation(of: request("/api/v3/orgs/acme/users")) == "GET /orgs/{org}/users")
        #expect(check.operation(of: request("/api/v3/orgs/acme/users", .head)) == nil)
    }

    @Test("a document that is no description is refused")
    func noDescription() { #expect(throws: DecodingError.self) { try SpecificationCheck(Data("[]".utf8)) } }
}
