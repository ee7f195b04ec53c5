/// The controls that a class of rules gives evidence for: ids and nothing of the standards' text.
public struct ControlMapping: Sendable, Hashable {
    /// OWASP Non-Human Identities Top 10, 2025.
    public var owasp: [String]
    /// NIST Cybersecurity Framework 2.0.
    public var csf: [String]
    /// Tenets of NIST SP 800-207, section 2.1.
    public var zeroTrust: [String]
    /// ISO/IEC 27001:2022, Annex A.
    public var iso27001: [String]
    /// Trust Services Criteria 2017.
    public var soc2: [String]
    /// CIS Controls 8.1.
    public var cis: [String]
    /// PCI DSS 4.0.1.
    public var pci: [String]

    public static let orphan = ControlMapping(
        owasp: ["NHI1:2025"], csf: ["PR.AA-01", "PR.AA-05"], zeroTrust: ["T4", "T7"],
        iso27001: ["A.5.11", "A.5.16", "A.5.18", "A.6.5"], soc2: ["CC6.2", "CC6.3"], cis: ["5.3", "6.2"],
        pci: ["8.2.5"])
    public static let ownership = ControlMapping(
        owasp: ["NHI1:2025"], csf: ["PR.AA-01", "GV.RR-02"], zeroTrust: ["T7"],
        iso27001: ["A.5.2", "A.5.9", "A.5.16"], soc2: ["CC6.1", "CC6.2"], cis: ["5.1", "5.5"], pci: ["7.2.5.1"])
    public static let stale = ControlMapping(
        owasp: ["NHI1:2025", "NHI7:2025"], csf: ["PR.AA-01", "PR.AA-05"], zeroTrust: ["T3", "T6"],
        iso27001: ["A.5.18", "A.8.2"], soc2: ["CC6.2"], cis: ["5.3"], pci: ["8.2.6"])
    public static let credential = ControlMapping(
        owasp: ["NHI4:2025", "NHI7:2025", "NHI9:2025"], csf: ["PR.AA-01", "PR.AA-03"], zeroTrust: ["T3", "T6"],
        iso27001: ["A.5.17", "A.8.5", "A.8.24"], soc2: ["CC6.1"], cis: ["5.2", "6.5"], pci: ["8.6.3"])
    public static let reuse = ControlMapping(
        owasp: ["NHI8:2025", "NHI9:2025", "NHI10:2025"], csf: ["PR.AA-03", "PR.AA-05"], zeroTrust: ["T6"],
        iso27001: ["A.8.2", "A.8.31"], soc2: ["CC6.1", "CC6.3"], cis: ["5.4"], pci: ["8.2.2", "8.6.1"])
    public static let grant = ControlMapping(
        owasp: ["NHI1:2025", "NHI3:2025", "NHI5:2025"],
        csf: ["PR.AA-05", "ID.AM-04", "GV.SC-04", "GV.SC-07", "GV.SC-10"], zeroTrust: ["T4", "T7"],
        iso27001: ["A.5.19", "A.5.20", "A.5.21", "A.5.22", "A.5.23", "A.8.3"], soc2: ["CC6.1", "CC9.2"],
        cis: ["15.1", "15.6", "15.7"], pci: ["12.8", "8.2.7"])
    public static let privilege = ControlMapping(
        owasp: ["NHI5:2025", "NHI6:2025"], csf: ["PR.AA-05"], zeroTrust: ["T3", "T4"],
        iso27001: ["A.5.3", "A.5.15", "A.8.2", "A.8.3"], soc2: ["CC6.3"], cis: ["5.4", "6.8"], pci: ["7.2.5"])
    public static let governance = ControlMapping(
        owasp: ["NHI1:2025"], csf: ["PR.AA-05", "GV.OV-03", "ID.AM-08"], zeroTrust: ["T7"],
        iso27001: ["A.5.18", "A.5.35", "A.5.36"], soc2: ["CC4.1", "CC4.2", "CC6.2"], cis: ["5.1", "5.5"],
        pci: ["7.2.4", "7.2.5.1"])
    public static let coverage = ControlMapping(
        owasp: [], csf: ["ID.AM-02", "ID.AM-04"], zeroTrust: ["T5", "T7"],
        iso27001: ["A.5.9", "A.5.28", "A.8.15"], soc2: ["CC4.1", "CC6.1"], cis: ["6.6"], pci: ["12.5.2"])

    /// Both, each id once.
    func with(_ other: ControlMapping) -> ControlMapping {
        func union(_ list: KeyPath<ControlMapping, [String]>) -> [String] {
            Set(self[keyPath: list] + other[keyPath: list]).sorted()
        }
        return ControlMapping(
            owasp: union(\.owasp), csf: union(\.csf), zeroTrust: union(\.zeroTrust), iso27001: union(\.iso27001),
            soc2: union(\.soc2), cis: union(\.cis), pci: union(\.pci))
    }

    /// Standard and ids, in a fixed order, without the empty ones.
    public var list: [(standard: String, ids: [String])] {
        [
            ("OWASP NHI Top 10", owasp), ("NIST CSF 2.0", csf), ("NIST SP 800-207", zeroTrust),
            ("ISO/IEC 27001:2022", iso27001), ("SOC 2", soc2), ("CIS Controls 8.1", cis), ("PCI DSS 4.0.1", pci),
        ].filter { !$0.1.isEmpty }
    }
}
