import Foundation
import Inventory
import Transport

/// Plays the vendors of the sample organisation on 127.0.0.1, one port each, at one date: with their own paging,
/// authentication, limits and refusals.
public struct SampleVendors: Sendable {
    public enum Name: String, Sendable, CaseIterable { case aws, github, okta }

    private let servers: [Name: SampleServer]
    /// Where each listens.
    public let origins: [Name: URL]
    public let credentials: SampleCredentials
    /// The date that is served.
    public let now: Instant

    /// - Parameters:
    ///   - folder: `Samples/organisation`.
    ///   - day: a date of the sample, `SampleDates`.
    ///   - ports: any free one where none is named.
    /// - Throws: `RecordingError` for samples that cannot be read; whatever keeps a port from being taken.
    public static func start(
        _ folder: URL, day: SampleDate, ports: [Name: Int] = [:], credentials: SampleCredentials? = nil
    ) async throws -> SampleVendors {
        let credentials = try credentials ?? SampleCredentials()
        var servers: [Name: SampleServer] = [:]
        do {
            for name in Name.allCases {
                let place = folder.appending(path: "vendors/\(name.rawValue)")
                let sample = try SampleRows(folder: place, day: day.day, now: day.at)
                let planned = try PlannedAnswers(folder: place, day: day.day, now: day.at)
                let vendor = try vendor(name, sample, planned, credentials, place: place.path)
                servers[name] = try await SampleServer(vendor, now: day.at, port: ports[name] ?? 0)
            }
        } catch {
            for server in servers.values { await server.stop() }
            throw error
        }
        return SampleVendors(
            servers: servers, origins: servers.mapValues(\.origin), credentials: credentials, now: day.at)
    }

    /// Stops all of them.
    public func stop() async {
        for name in Name.allCases { await servers[name]?.stop() }
    }

    static func vendor(
        _ name: Name, _ sample: SampleRows, _ planned: PlannedAnswers, _ credentials: SampleCredentials, place: String
    ) throws -> any Vendor {
        switch name {
        case .aws: try AWSVendor(sample: sample, planned: planned, credentials: credentials, place: place)
        case .github: try GitHubVendor(sample: sample, planned: planned, credentials: credentials, place: place)
        case .okta: try OktaVendor(sample: sample, planned: planned, credentials: credentials, place: place)
        }
    }
}

/// A date of the sample organisation: how many days after the first, and the time of the collection.
public struct SampleDate: Sendable, Hashable, Codable {
    public var day: Int
    public var at: Instant
    /// The people file of the day, beside `muster.yaml`.
    public var people: String

    /// The dates of a sample, from its `dates.json`, the earliest first.
    /// - Throws: `RecordingError`.
    public static func all(in folder: URL) throws -> [SampleDate] {
        let file = folder.appending(path: "dates.json")
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw RecordingError(file.path, "there is no such file", "Make the samples anew: Scripts/make-sample.")
        }
        do {
            return try JSONDecoder().decode([SampleDate].self, from: data).sorted { $0.day < $1.day }
        } catch {
            throw RecordingError(file.path, "it is no list of dates", "Make the samples anew: Scripts/make-sample.")
        }
    }
}
