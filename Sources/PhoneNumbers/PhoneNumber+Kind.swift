import CPhoneNumbers

extension PhoneNumber {
    /// What a number is for.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case mobile, fixedLine, fixedLineOrMobile, tollFree, premiumRate, sharedCost, voip, personal, pager
        /// A company's number, answered anywhere ("universal access number").
        case uan
        case voicemail
        /// Metadata does not tell, as for `+1555…`.
        case unknown
    }

    /// What the number is for, as libphonenumber's metadata tells.
    public var kind: Kind { Kind(UInt32(bitPattern: vg_phone_kind(e164, e164.utf8.count))) }
}

extension PhoneNumber.Kind {
    fileprivate init(_ code: UInt32) {
        self =
            switch code {
            case VG_PHONE_KIND_MOBILE.rawValue: .mobile
            case VG_PHONE_KIND_FIXED_LINE.rawValue: .fixedLine
            case VG_PHONE_KIND_FIXED_LINE_OR_MOBILE.rawValue: .fixedLineOrMobile
            case VG_PHONE_KIND_TOLL_FREE.rawValue: .tollFree
            case VG_PHONE_KIND_PREMIUM_RATE.rawValue: .premiumRate
            case VG_PHONE_KIND_SHARED_COST.rawValue: .sharedCost
            case VG_PHONE_KIND_VOIP.rawValue: .voip
            case VG_PHONE_KIND_PERSONAL.rawValue: .personal
            case VG_PHONE_KIND_PAGER.rawValue: .pager
            case VG_PHONE_KIND_UAN.rawValue: .uan
            case VG_PHONE_KIND_VOICEMAIL.rawValue: .voicemail
            default: .unknown
            }
    }
}
