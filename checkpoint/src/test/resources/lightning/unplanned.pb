

`shop`.`auto`Hu

`shop`.`big`Hv_†€éíÑÍí¯-file:///srv/dumplocal*	127.0.0.10û†:127.0.0.1:36589B/srv/sortedJnightly-dirty