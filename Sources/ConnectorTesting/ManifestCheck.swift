import ConnectorKit
import Foundation
import Inventory

/// What a manifest must say.
struct ManifestCheck {
    let connector: Connector

    var problems: [String] {
        let manifest = connector.manifest
        var problems: [String] = []
        if manifest.id.isEmpty || manifest.id.contains(where: { !($0.isLowercase || $0.isNumber || $0 == "-") }) {
            problems.append("the manifest's id is not lower case letters, digits and hyphens")
        }
        if URL(string: manifest.documentation)?.scheme != "https" {
            problems.append("the documentation is no https link")
        }
        if manifest.requestFormula.isEmpty { problems.append("the manifest states no request formula") }
        if manifest.streams != connector.streams.map(\.descriptor) {
            problems.append("the manifest's streams are not the connector's streams")
        }
        var known: Set<String> = []
        for stream in manifest.streams {
            if stream.id == CollectorStream.id { problems.append("the id \(stream.id) is Muster's own") }
            if stream.operation.isEmpty { problems.append("\(stream.id) states no operation") }
            if stream.yields.isEmpty { problems.append("\(stream.id) states no kind that it yields") }
            if stream.yields.contains(.usage), stream.usageMeaning == nil {
                problems.append("\(stream.id) yields usage and does not say what it means")
            }
            if !manifest.buckets.contains(where: { $0.id == stream.bucket }) {
                problems.append("\(stream.id) names the undeclared bucket \(stream.bucket)")
            }
            if case .each(let parent, let kind, _) = stream.partitions {
                let yields = manifest.streams.first { $0.id == parent }?.yields ?? []
                if !known.contains(parent) { problems.append("\(stream.id) stands before its parent \(parent)") }
                if !yields.contains(kind) {
                    problems.append("\(parent), parent of \(stream.id), yields no \(kind.rawValue)")
                }
            }
            if !known.insert(stream.id).inserted { problems.append("two streams are called \(stream.id)") }
        }
        return problems
    }
}
