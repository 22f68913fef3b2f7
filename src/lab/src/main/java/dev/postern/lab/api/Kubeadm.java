package dev.postern.lab.api;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Files of a control-plane host as kubeadm writes them (cmd/kubeadm/app/phases). */
public final class Kubeadm {
    /** Where the API servers of the lab write their audit log. */
    public static final String AUDIT_LOG = "/var/log/kubernetes/audit.log";

    private Kubeadm() {}

    /** A kubeconfig with embedded certificates. */
    public static String kubeconfig(
            InetAddress server, Pki pki, String user, Pki.Signed credential) {
        return """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: %s
            server: https://%s:6443
          name: kubernetes
        contexts:
        - context:
            cluster: kubernetes
            user: %s
          name: %s@kubernetes
        current-context: %s@kubernetes
        kind: Config
        preferences: {}
        users:
        - name: %s
          user:
            client-certificate-data: %s
            client-key-data: %s
        """
                .formatted(
                        base64(Pki.pem(pki.certificate())),
                        server.getHostAddress(),
                        user,
                        user,
                        user,
                        user,
                        base64(credential.certificatePem()),
                        base64(credential.keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code kube-apiserver.yaml}. */
    public static String apiServer(InetAddress address, String version) {
        String a = address.getHostAddress();
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          annotations:
            kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: %1$s:6443
          creationTimestamp: null
          labels:
            component: kube-apiserver
            tier: control-plane
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
          - command:
            - kube-apiserver
            - --advertise-address=%1$s
            - --allow-privileged=true
            - --audit-log-maxsize=100
            - --audit-log-path=%3$s
            - --audit-policy-file=/etc/kubernetes/audit-policy.yaml
            - --authorization-mode=Node,RBAC
            - --client-ca-file=/etc/kubernetes/pki/ca.crt
            - --enable-admission-plugins=NodeRestriction
            - --enable-bootstrap-token-auth=true
            - --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt
            - --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt
            - --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key
            - --etcd-servers=https://127.0.0.1:2379
            - --kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt
            - --kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key
            - --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname
            - --secure-port=6443
            - --service-account-issuer=https://kubernetes.default.svc.cluster.local
            - --service-account-key-file=/etc/kubernetes/pki/sa.pub
            - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
            - --service-cluster-ip-range=10.96.0.0/12
            - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt
            - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
            image: registry.k8s.io/kube-apiserver:v%2$s
            imagePullPolicy: IfNotPresent
            livenessProbe:
              failureThreshold: 8
              httpGet:
                host: %1$s
                path: /livez
                port: 6443
                scheme: HTTPS
              initialDelaySeconds: 10
              periodSeconds: 10
              timeoutSeconds: 15
            name: kube-apiserver
            readinessProbe:
              failureThreshold: 3
              httpGet:
                host: %1$s
                path: /readyz
                port: 6443
                scheme: HTTPS
              periodSeconds: 1
              timeoutSeconds: 15
            resources:
              requests:
                cpu: 250m
            startupProbe:
              failureThreshold: 24
              httpGet:
                host: %1$s
                path: /livez
                port: 6443
                scheme: HTTPS
              initialDelaySeconds: 10
              periodSeconds: 10
              timeoutSeconds: 15
            volumeMounts:
            - mountPath: /etc/ssl/certs
              name: ca-certs
              readOnly: true
            - mountPath: /etc/kubernetes/pki
              name: k8s-certs
              readOnly: true
            - mountPath: /var/log/kubernetes
              name: audit
          hostNetwork: true
          priority: 2000001000
          priorityClassName: system-node-critical
          securityContext:
            seccompProfile:
              type: RuntimeDefault
          volumes:
          - hostPath:
              path: /etc/ssl/certs
              type: DirectoryOrCreate
            name: ca-certs
          - hostPath:
              path: /etc/kubernetes/pki
              type: DirectoryOrCreate
            name: k8s-certs
          - hostPath:
              path: /var/log/kubernetes
              type: DirectoryOrCreate
            name: audit
        status: {}
        """
                .formatted(a, version, AUDIT_LOG);
    }

    /** The manifest of {@code kube-controller-manager}, {@code kube-scheduler} or {@code etcd}. */
    public static String component(String component, InetAddress address, String version) {
        boolean etcd = component.equals("etcd");
        String image =
                etcd
                        ? "registry.k8s.io/etcd:3.5.15-0"
                        : "registry.k8s.io/" + component + ":v" + version;
        String command =
                switch (component) {
                    case "etcd" ->
                            "    - --advertise-client-urls=https://%1$s:2379\n    - --data-dir=/var/lib/etcd\n    - --listen-client-urls=https://127.0.0.1:2379,https://%1$s:2379\n    - --listen-metrics-urls=http://127.0.0.1:2381\n    - --name=%1$s\n"
                                    .formatted(address.getHostAddress());
                    case "kube-controller-manager" ->
                            "    - --bind-address=127.0.0.1\n    - --kubeconfig=/etc/kubernetes/controller-manager.conf\n    - --leader-elect=true\n    - --use-service-account-credentials=true\n";
                    default ->
                            "    - --bind-address=127.0.0.1\n    - --kubeconfig=/etc/kubernetes/scheduler.conf\n    - --leader-elect=true\n";
                };
        int port = etcd ? 2381 : component.equals("kube-scheduler") ? 10259 : 10257;
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          creationTimestamp: null
          labels:
            component: %1$s
            tier: control-plane
          name: %1$s
          namespace: kube-system
        spec:
          containers:
          - command:
            - %1$s
        %2$s    image: %3$s
            imagePullPolicy: IfNotPresent
            livenessProbe:
              failureThreshold: 8
              httpGet:
                host: 127.0.0.1
                path: /healthz
                port: %4$d
                scheme: HTTPS
              initialDelaySeconds: 10
              periodSeconds: 10
              timeoutSeconds: 15
            name: %1$s
            resources:
              requests:
                cpu: 100m
          hostNetwork: true
          priority: 2000001000
          priorityClassName: system-node-critical
          securityContext:
            seccompProfile:
              type: RuntimeDefault
        status: {}
        """
                .formatted(component, command, image, port);
    }
}
