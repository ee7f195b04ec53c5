import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing

@testable import PeopleFileConnector

@Suite("People from a file")
struct PeopleFileTests {
    @Test("a CSV gives its people, leading zeros, quotes and second addresses kept")
    func csv() async throws {
        let read = try await PeopleRead.read("people.csv")
        #expect(read.coverage == Coverage(.complete, pages: 1, rows: 5))
        #expect(read.rejected.isEmpty)
        #expect(read.people.map(\.nativeID.string) == ["000417", "000418", "000419", "000420", "000421"])
        #expect(read.people.map(\.status) == [.active, .active, .deactivated, .leave, .active])
        #expect(read.people[1].emails == ["bo.cruz@example.com", "b.cruz@example.com"])
        #expect(read.people[1].name == "Cruz, Bo")
        #expect(read.people[2].name == "Cy \"Ace\" Diaz")
        #expect(read.people[2].endedAt == Instant("2026-10-31"))
        #expect(read.people[3].emails.isEmpty && read.people[3].department == nil)
        #expect(read.people[4].endedAt == Instant("2027-01-31T17:00:00Z"))
        #expect(read.people[4].manager == "000100")
    }

    @Test("JSON Lines give the same, nulls and numbers taken")
    func jsonLines() async throws {
        let read = try await PeopleRead.read("people.jsonl")
        #expect(read.coverage == Coverage(.complete, pages: 1, rows: 3))
        #expect(read.people.map(\.nativeID.string) == ["000417", "418", "419"])
        #expect(read.people.map(\.status) == [.active, .deactivated, .leave])
        #expect(read.people[1].endedAt == Instant("2026-10-31"))
    }

    static let rejectedRows: [(row: String, line: Int, reason: String)] = [
        (",x@example.com,X,active,", 2, "employee_id is empty"),
        ("1,x@example.com,X,active,31/10/2026", 2, "ended is not a date"),
        ("1,nobody,X,active,", 2, "email is not an address"),
        ("1,x@example.com,X,active", 2, "has 4 fields, the header has 5"),
        ("1,x@example.com,\"X\"y,active,", 2, "text follows a closing quote"),
        ("2,b@example.com,B,active,\n2,x@example.com,X,active,", 3, "stands in an earlier line too"),
    ]

    @Test("a row that is not understood is named by its line and makes the read partial", arguments: rejectedRows)
    func rejection(_ sample: (row: String, line: Int, reason: String)) async throws {
        let read = try await PeopleRead.readText(
            "employee_id,email,name,status,ended\n\(sample.row)\n9,z@example.com,Z,active,\n")
        #expect(read.coverage.state == .partial)
        #expect(read.coverage.rejected == 1)
        #expect(read.rejected.first?.path == "line \(sample.line)")
        #expect(read.rejected.first?.reason.contains(sample.reason) == true)
        #expect(read.people.last?.nativeID == "9")
    }

    @Test("of two rows with one employee id the first stands")
    func duplicate() async throws {
        let read = try await PeopleRead.readText(
            "employee_id,email,status\n1,a@example.com,active\n1,b@example.com,left\n")
        #expect(read.people.map(\.emails) == [["a@example.com"]])
        #expect(read.coverage.state == .partial)
    }

    @Test("an unknown status word keeps the person, unknown, and the read is partial", arguments: ["sabbatical", ""])
    func unknownStatus(_ word: String) async throws {
        let read = try await PeopleRead.readText("employee_id,email,status\n1,a@example.com,\(word)\n")
        #expect(read.people.map(\.status) == [.unknown])
        #expect(read.coverage.state == .partial)
        #expect(read.rejected.first?.reason.contains("not a known word") == true)
    }

    @Test("columns and status words are the file's own where the settings say so")
    func mapping() async throws {
        let read = try await PeopleRead.readText(
            "Nr,Mail,Zustand\n007,a@example.com,Ausgeschieden\n008,b@example.com,AKTIV\n",
            settings: [
                "columns": .map(["employee_id": .text("Nr"), "email": .text("Mail"), "status": .text("Zustand")]),
                "status_values": .map(["ausgeschieden": .text("deactivated"), "aktiv": .text("active")]),
            ])
        #expect(read.people.map(\.nativeID.string) == ["007", "008"])
        #expect(read.people.map(\.status) == [.deactivated, .active])
        #expect(read.coverage.state == .complete)
    }

    static let unreadableFiles: [(text: String, message: String)] = [
        ("", "the file is empty"),
        ("employee_id,email\n1,a@example.com\n", "the column status (status) is not in the header"),
        ("employee_id;email;status\n", "separated by semicolons"),
        ("employee_id,email,status,status\n", "stands twice"),
        ("<html><body>moved</body></html>", "is not in the header"),
    ]

    @Test("a file that is no list of people fails and says why", arguments: unreadableFiles)
    func unreadable(_ sample: (text: String, message: String)) async throws {
        let problem = await #expect(throws: PeopleFileProblem.self) { _ = try await PeopleRead.readText(sample.text) }
        #expect(problem?.description.contains(sample.message) == true)
    }

    @Test("a byte order mark is stepped over, and UTF-16 is refused by name")
    func byteOrderMark() async throws {
        let text = "employee_id,email,status\n1,a@example.com,active\n"
        let read = try await PeopleRead.readBytes(Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8))
        #expect(read.people.count == 1)
        let problem = await #expect(throws: PeopleFileProblem.self) {
            _ = try await PeopleRead.readBytes(try #require(text.data(using: .utf16)))
        }
        #expect(problem?.description.contains("UTF-16") == true)
    }

    @Test("a file that is not there, or is a folder, fails", arguments: ["absent.csv", "."])
    func missing(_ path: String) async {
        await #expect(throws: PeopleFileProblem.self) { _ = try await PeopleRead.read(path) }
    }

    @Test("lines that are no objects, or hold lists where texts belong, are rejected one by one")
    func jsonRejections() async throws {
        let read = try await PeopleRead.readText(
            """
            {"employee_id":"1","email":"a@example.com","status":"active"}
            ["not an object"]
            {"employee_id":"2","email":{"work":"b@example.com"},"status":"active"}
            {"employee_id":"3","email":"c@example.com","status":"act
            """, name: "people.ndjson")
        #expect(read.people.map(\.nativeID.string) == ["1"])
        #expect(read.rejected.map(\.path) == ["line 2", "line 3", "line 4"])
        #expect(read.coverage.state == .partial)
    }

    @Test("more rows than a batch come in several pages, in order")
    func batches() async throws {
        let rows = (1...2500).map { "\($0),p\($0)@example.com,active\n" }.joined()
        let read = try await PeopleRead.readText("employee_id,email,status\n" + rows)
        #expect(read.coverage == Coverage(.complete, pages: read.coverage.pages, rows: 2500))
        #expect(read.coverage.pages >= 2)
        #expect(read.people.map(\.nativeID.string) == (1...2500).map(String.init))
    }

    static let badSettings: [(settings: [String: Settings.Value], setting: String)] = [
        ([:], "path"),
        (["path": .text("p.csv"), "columns": .map(["surname": .text("Name")])], "columns.surname"),
        (["path": .text("p.csv"), "columns": .map(["name": .text("")])], "columns.name"),
        (["path": .text("p.csv"), "columns": .map(["name": .text("A"), "email": .text("A")])], "columns"),
        (["path": .text("p.csv"), "status_values": .map(["x": .text("gone")])], "status_values.x"),
        (["path": .text("p.csv"), "tenant": .text("a/b")], "tenant"),
    ]

    @Test("a setting that cannot be used is named before anything is read", arguments: badSettings)
    func settings(_ sample: (settings: [String: Settings.Value], setting: String)) {
        let configuration = SourceConfiguration(
            name: "staff", settings: Settings(sample.settings), baseDirectory: PeopleRead.fixtures)
        let problem = #expect(throws: SettingProblem.self) {
            _ = try PeopleFileConnector.definition.make(configuration)
        }
        #expect(problem?.setting == sample.setting)
    }

    @Test("whose people they are depends on neither label nor path")
    func tenant() throws {
        func tenant(_ name: String, _ settings: [String: Settings.Value]) throws -> String? {
            let configuration = SourceConfiguration(
                name: name, settings: Settings(settings), baseDirectory: PeopleRead.fixtures)
            guard case .fixed(let tenant) = try PeopleFileConnector.definition.make(configuration).tenant else {
                return nil
            }
            return tenant.id
        }
        #expect(try tenant("a", ["path": .text("a.csv")]) == "people")
        #expect(try tenant("b", ["path": .text("/b.csv")]) == "people")
        #expect(try tenant("b", ["path": .text("/b.csv"), "tenant": .text("subsidiary")]) == "subsidiary")
    }
}
