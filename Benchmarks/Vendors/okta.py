#!/usr/bin/env python3
"""Okta as an organisation of 2,000 users, 100 groups and 50 apps, all invented. Nothing is limited."""
from server import Vendor, body, main

DAY = "2026-10-20T10:00:00.000Z"


def user(number, status="ACTIVE"):
    login = f"user-{number:05d}@example.com"
    return {"id": f"00u{number:017d}", "status": status, "created": "2023-01-01T00:00:00.000Z", "activated": "2023-01-01T00:00:00.000Z", "statusChanged": "2023-01-01T00:00:00.000Z",
            "lastLogin": DAY, "lastUpdated": DAY, "passwordChanged": "2024-01-01T00:00:00.000Z", "type": {"id": "oty1"},
            "profile": {"firstName": "User", "lastName": str(number), "login": login, "email": login, "employeeNumber": f"{number:05d}", "department": "Engineering", "manager": "user-00001@example.com"},
            "credentials": {"password": {}, "provider": {"type": "OKTA", "name": "OKTA"}},
            "_links": {"self": {"href": f"https://example.okta.com/api/v1/users/00u{number:017d}"}}}


def group(number):
    return {"id": f"00g{number:017d}", "created": "2022-01-01T00:00:00.000Z", "lastUpdated": DAY, "lastMembershipUpdated": DAY, "objectClass": ["okta:user_group"], "type": "OKTA_GROUP",
            "profile": {"name": f"Group {number:03d}", "description": "invented"}, "_links": {"users": {"href": ""}}}


KINDS = ["SAML_2_0"] * 30 + ["OPENID_CONNECT"] * 20


def app(number):
    oidc = KINDS[number] == "OPENID_CONNECT"
    service = number >= 45
    row = {"id": f"0oa{number:017d}", "name": f"app_{number}", "label": f"App {number}", "status": "ACTIVE", "created": "2022-01-01T00:00:00.000Z", "lastUpdated": DAY, "signOnMode": KINDS[number],
           "features": [], "accessibility": {"selfService": False}, "credentials": {}, "settings": {"app": {}}, "_links": {}}
    if oidc:
        row["name"] = "oidc_client"
        row["credentials"] = {"oauthClient": {"client_id": row["id"], "token_endpoint_auth_method": "client_secret_basic"}}
        row["settings"] = {"oauthClient": {"application_type": "service" if service else "web", "grant_types": ["client_credentials" if service else "authorization_code"], "redirect_uris": ["https://app.example.net/callback"]}}
    return row


def grant(app, number):
    return {"id": f"oag{number:017d}", "status": "ACTIVE", "created": DAY, "createdBy": {"id": "00u00000000000000001", "type": "User"}, "lastUpdated": DAY, "issuer": "https://example.okta.com", "clientId": app, "scopeId": "okta.users.read", "source": "ADMIN"}


def paged(rows, default=200):
    def handler(found, query, payload, base):
        chosen = rows(found, query) if callable(rows) else rows
        size, after = int(query.get("limit", default)), int(query.get("after", "0"))
        rest = "&".join(f"{k}={v}" for k, v in query.items() if k != "after")
        links = [f'<{base}{found.string}?{rest}>; rel="self"']
        if after + size < len(chosen):
            links.append(f'<{base}{found.string}?{rest}&after={after + size}>; rel="next"')
        headers = {"link": links, "x-rate-limit-limit": "600000", "x-rate-limit-remaining": "599000", "x-rate-limit-reset": "1893456000"}
        return 200, headers, b"[" + b",".join(chosen[after:after + size]) + b"]"
    return handler


def fixed(value):
    return lambda *_: (200, {}, body(value))


USERS = [body(user(n)) for n in range(1, 2001)]
GONE = [body(user(n, "DEPROVISIONED")) for n in range(3001, 3051)]
ASSIGNED = [body({"id": f"00u{n:017d}", "externalId": None, "created": DAY, "lastUpdated": DAY, "scope": "USER", "status": "ACTIVE", "credentials": {"userName": f"user-{n:05d}@example.com"}, "profile": {}, "_links": {}}) for n in range(1, 2001)]


def users(found, query):
    return GONE if "DEPROVISIONED" in (query.get("filter", "") + query.get("search", "")) else USERS


number = lambda found: int(found[1])
ADMINS = [{"id": f"00u{n:017d}", "orn": f"orn:okta:directory:00o1:users:00u{n:017d}", "_links": {}} for n in range(1, 4)]
ROLE = [{"id": "JBCUYUC7IRCVGS27IFCE2SKO", "label": "Super Organization Administrator", "type": "SUPER_ADMIN", "status": "ACTIVE", "created": DAY, "lastUpdated": DAY, "assignmentType": "USER"}]
vendor = Vendor()
v = "/api/v1"
vendor.route(v + "/org", fixed({"id": "00o00000000000000001", "companyName": "Example", "subdomain": "example", "status": "ACTIVE", "created": DAY}))
vendor.route("/.well-known/okta-organization", fixed({"id": "00o00000000000000001", "pipeline": "idx"}))
vendor.route(v + "/users/me", fixed(user(1)))
vendor.route(v + "/users", paged(users))
vendor.route(v + r"/users/[^/]+/roles", fixed(ROLE))
vendor.route(v + r"/users/[^/]+/grants", fixed([]))
vendor.route(v + "/groups", paged([body(group(n)) for n in range(100)], 10000))
vendor.route(v + r"/groups/00g0*(\d+)/users", paged(lambda f, q: USERS[number(f) * 20:number(f) * 20 + 20], 1000))
vendor.route(v + r"/groups/[^/]+/roles", fixed([]))
vendor.route(v + "/apps", paged([body(app(n)) for n in range(50)], 50))
vendor.route(v + r"/apps/0oa0*(\d+)/users", paged(lambda f, q: ASSIGNED[number(f) * 35:number(f) * 35 + 200], 50))
vendor.route(v + r"/apps/0oa0*(\d+)/groups", paged(lambda f, q: [body({"id": f"00g{k:017d}", "lastUpdated": DAY, "priority": 0, "profile": {}}) for k in range(number(f), min(100, number(f) + 3))], 20))
vendor.route(v + r"/apps/(0oa\d+)/grants", lambda f, *_: (200, {}, body([grant(f[1], 1), grant(f[1], 2)])))
vendor.route(v + r"/apps/0oa\d+/tokens", paged([body({"id": f"oar{n:017d}", "status": "ACTIVE", "created": DAY, "lastUpdated": DAY, "expiresAt": "2026-12-20T10:00:00.000Z", "issuer": "https://example.okta.com", "clientId": "0oa1", "userId": f"00u{n:017d}", "scopes": ["openid"]}) for n in range(1, 4)], 20))
vendor.route(v + r"/apps/0oa\d+/credentials/secrets", fixed([{"id": "ocs1", "status": "ACTIVE", "created": DAY, "lastUpdated": DAY, "client_secret": "DRUFXGF9XbLnS9k-Sla3x3POBiIxDreBCdZuFs5B", "secret_hash": "0WOOvBSzV9clc4Nr7Rbaug"}]))
vendor.route(v + r"/apps/0oa\d+/credentials/jwks", fixed({"jwks": {"keys": []}, "keys": []}))
vendor.route(v + r"/apps/0oa\d+/credentials/keys", fixed([]))
vendor.route(v + "/iam/assignees/users", fixed({"value": ADMINS, "_links": {}}))
vendor.route(v + "/iam/assignees/groups", fixed({"value": [], "_links": {}}))
vendor.route(v + "/iam/assignees/clients", fixed({"value": [], "_links": {}}))
vendor.route(r"/oauth2/v1/clients/[^/]+/roles", fixed([]))
vendor.route(v + "/iam/roles", fixed({"roles": [], "_links": {}}))
vendor.route(v + "/api-tokens", fixed([{"id": f"00T{n:017d}", "name": f"token {n}", "userId": f"00u{n:017d}", "tokenWindow": "P30D", "network": {"connection": "ANYWHERE"}, "created": DAY, "lastUpdated": DAY, "expiresAt": "2026-11-19T10:00:00.000Z", "clientName": "Okta API"} for n in range(1, 6)]))
vendor.route("/integrations/api/v1/api-services", fixed([]))
if __name__ == "__main__":
    main(vendor)
