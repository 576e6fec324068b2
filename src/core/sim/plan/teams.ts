/** A team with the namespace its applications run in. */
export interface Team {
  readonly name: string;
  readonly namespace: string;
  /** Products whose clusters the team works on first. */
  readonly products: readonly string[];
  readonly applications: readonly string[];
}

function team(name: string, products: string, applications: string, namespace = name): Team {
  return { name, namespace, products: products.split(' '), applications: applications.split(' ') };
}

/** The sixty teams of the simulated company. What an application is, its last word tells: `-api`, `-consumer`, `-export`, `-db` … */
export const teams: readonly Team[] = [
  team('fulfilment', 'shop fulfilment', 'order-router-api parcel-consumer pick-list-api warehouse-sync label-printer-worker fulfilment-db'),
  team(
    'fashion-store',
    'shop fashion',
    'aggregation-layer outfit-delivery-api teaser-api product-page-frontend wishlist-api recently-viewed-cache',
  ),
  team('payments', 'pay checkout', 'payment-gateway card-vault-api settlement-worker refund-consumer payment-report payments-db'),
  team('search', 'search shop', 'query-api suggest-api index-builder-worker ranking-api synonym-sync catalogue-search'),
  team('iam', 'iam identity', 'token-service token-info-api credentials-provider audit-consumer key-rotation-job iam-db'),
  team('checkout', 'checkout shop', 'checkout-frontend checkout-api voucher-api address-api basket-api checkout-events-consumer basket-db'),
  team('stock', 'stock shop', 'stock-api stock-events-consumer reservation-api stock-reconcile-report stock-db'),
  team('pricing', 'pricing shop', 'price-feed price-api promotion-api price-import margin-report price-cache'),
  team(
    'visibility',
    'infra',
    'metrics-api alert-worker dashboards-frontend zmon-scheduler event-log-api check-result-consumer metrics-queue',
  ),
  team('size-advice', 'size shop', 'size-api size-model-worker returns-signal-consumer size-profile-db'),
  team('recommendations', 'ml shop', 'similar-api carousel-api click-consumer model-trainer-job feature-export feature-cache'),
  team('customer', 'customer crm', 'customer-api newsletter-api consent-api customer-events-consumer customer-export customer-db'),
  team('returns', 'returns logistics', 'returns-api returns-label-api returns-consumer refund-report returns-db'),
  team('logistics', 'logistics fulfilment', 'route-planner-api carrier-gateway tracking-consumer shipment-import tracking-db'),
  team('merchant', 'merchant partner', 'merchant-portal-frontend merchant-api offer-import offer-consumer merchant-report merchant-db'),
  team('partner', 'partner merchant', 'partner-gateway partner-feed-import partner-stock-consumer partner-sla-report'),
  team('content', 'content fashion', 'cms-frontend cms-api asset-api render-worker sitemap-export content-db'),
  team('media', 'media content', 'image-resize-api image-upload-api video-transcode-worker media-cleanup media-queue'),
  team('ads', 'ads', 'ad-server-api bid-api campaign-api impression-consumer budget-report campaign-db'),
  team('lounge', 'lounge', 'lounge-frontend campaign-scheduler lounge-api lounge-stock-consumer lounge-mail-worker lounge-db'),
  team('studio', 'studio content', 'shooting-api sample-tracker-frontend retouch-worker sample-import studio-db'),
  team('beauty', 'beauty shop', 'shade-finder-api beauty-advice-frontend beauty-import'),
  team('mobile', 'mobile shop', 'app-gateway app-config-api deep-link-api device-events-consumer app-config-cache'),
  team('push', 'push crm', 'push-api push-worker mail-worker sms-gateway template-api push-queue bounce-report'),
  team('crm', 'crm customer', 'segment-api campaign-worker crm-export loyalty-api loyalty-db'),
  team('fraud', 'fraud pay', 'fraud-score-api fraud-rules-api fraud-consumer chargeback-report fraud-cache fraud-db'),
  team('ledger', 'ledger finance', 'ledger-api booking-worker ledger-reconcile-report ledger-export ledger-db'),
  team('finance', 'finance', 'invoice-api invoice-worker tax-api dunning-worker finance-export invoice-db'),
  team('bi', 'bi', 'report-frontend query-gateway extract-worker tableau-sync dwh-export'),
  team('data-lake', 'bi ml', 'lake-ingest-worker schema-registry-api compaction-job lake-export partition-cleanup'),
  team('ml-platform', 'ml', 'model-registry-api inference-api notebook-hub-frontend training-scheduler feature-store-db'),
  team('identity', 'identity iam', 'login-frontend session-api password-api mfa-api session-cache identity-db'),
  team('edge', 'edge infra', 'edge-config-api certificate-worker route-sync bot-filter-api waf-report'),
  team(
    'platform',
    'infra',
    'deployment-service-api cluster-registry-api build-worker pipeline-frontend image-scan-worker artifact-cleanup registry-db',
  ),
  team('legacy-shop', 'legacy', 'monolith-frontend monolith-batch-worker session-bridge-api legacy-export'),
  team('catalogue', 'shop stock', 'article-api article-consumer article-import brand-api attribute-api article-db'),
  team('brand', 'shop partner', 'brand-page-frontend brand-api follow-api brand-import'),
  team('delivery-promise', 'logistics shop', 'promise-api calendar-api promise-cache carrier-import'),
  team('warehouse', 'fulfilment logistics', 'bin-api conveyor-gateway pick-consumer inventory-report warehouse-db', 'warehouse'),
  team('sorter', 'logistics', 'sort-plan-api sorter-gateway scan-consumer sort-report'),
  team('reviews', 'shop content', 'review-api review-moderation-worker review-import review-db'),
  team('events', 'infra', 'event-broker-api subscription-api event-archive-worker event-queue offset-report', 'event-bus'),
  team('tracing', 'infra', 'trace-collector trace-query-api span-worker trace-cleanup', 'tracing'),
  team('experiments', 'ml shop', 'ab-assignment-api ab-report experiment-frontend exposure-consumer', 'experiments'),
  team('translation', 'content', 'translation-api translation-memory-db glossary-sync', 'translation'),
  team('sustainability', 'shop', 'footprint-api label-import packaging-report'),
  team('gift-cards', 'pay', 'gift-card-api gift-card-worker gift-card-report gift-card-db'),
  team('installments', 'pay finance', 'rate-plan-api credit-check-api installment-worker installment-db'),
  team('customer-care', 'customer crm', 'care-frontend ticket-api call-router-worker care-search chat-gateway'),
  team('store-finder', 'shop', 'store-api store-import click-collect-api'),
  team('outlets', 'shop lounge', 'outlet-pos-gateway outlet-stock-consumer outlet-report'),
  team('supplier', 'partner stock', 'purchase-order-api supplier-portal-frontend edi-gateway supplier-import supplier-db'),
  team('planning', 'finance stock', 'demand-forecast-job buying-plan-api planning-frontend planning-export'),
  team('hr', 'infra', 'org-chart-frontend people-sync', 'people'),
  team('security', 'iam infra', 'secret-scan-worker vuln-report policy-api phishing-api'),
  team('cost', 'infra', 'cost-report usage-worker cost-frontend', 'cost-control'),
  team('qa', 'shop', 'synthetic-check-worker load-test-job test-account-api', 'quality'),
  team('wardrobe', 'fashion', 'wardrobe-api outfit-worker wardrobe-db'),
  team('creators', 'fashion content', 'creator-portal-frontend creator-api payout-report creator-db'),
  team('resale', 'returns fashion', 'resale-intake-api grading-worker resale-api resale-db'),
];
