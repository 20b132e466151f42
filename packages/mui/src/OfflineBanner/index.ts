export { type BannerLook, bannerLook, type BannerLookName, bannerLookNames } from './bannerLook.ts'
export { OfflineBanner, type OfflineBannerProps } from './OfflineBanner.tsx'
export { offlineBannerClasses, type OfflineBannerClassKey } from './offlineBannerClasses.ts'
export { englishOfflineBannerText, type OfflineBannerLocaleText } from './offlineBannerLocaleText.ts'
export {
  type OfflineBannerOwnerState,
  type OfflineBannerSlots,
  type OfflineBannerSlotsAndSlotProps,
  OfflineBannerView,
  type OfflineBannerViewProps,
} from './OfflineBannerView.tsx'
